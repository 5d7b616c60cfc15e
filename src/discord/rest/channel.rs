//! Channels to post in: direct messages, and the posts of a forum, each of which is a thread.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::message::{Created, path, snowflake};
use super::request::Request;
use super::route::Route;
use super::{Rest, SendError, Sent};

/// A post of a forum.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Post {
    /// The thread's id, which is that of its first message as well.
    pub thread: u64,
    /// The post's title.
    pub name: String,
}

impl Rest {
    /// Opens the channel for direct messages to `member`, or returns the one that there is.
    ///
    /// # Errors
    ///
    /// See [`SendError`]. It can be repeated.
    pub async fn open_direct_channel(&self, member: u64) -> Result<u64, SendError> {
        let body = json!({ "recipient_id": path(member)?.to_string() }).to_string();
        let request = Request::with_json(Route::CreateDirectChannel, body.into());
        let Created { id } = self.attempt(&request).await?.json()?;
        Ok(id.get())
    }

    /// Posts `body`, which is JSON, in a forum. There is no nonce for posts: after an unconfirmed attempt,
    /// [`active_posts`](Self::active_posts) tells whether it is there.
    ///
    /// # Errors
    ///
    /// See [`SendError`].
    pub async fn create_post(&self, forum: u64, body: Bytes) -> Result<Sent, SendError> {
        let posting = async {
            let request = Request::with_json(Route::StartForumThread { forum: path(forum)? }, body);
            let response = self.attempt(&request).await?;
            let Created { id } = response.json()?;
            // The thread has the id of its first message.
            Ok(Sent { message: id.get(), channel: id.get(), pause: response.pause })
        };
        self.counted(posting.await)
    }

    /// Fetches the posts of this bot in a forum of `guild` that are not archived, the oldest first. Before the first time,
    /// this asks for [`bot_user`](Self::bot_user).
    ///
    /// # Errors
    ///
    /// See [`SendError`]; one that is [`Unconfirmed`](SendError::Unconfirmed) has changed nothing.
    pub async fn active_posts(&self, guild: u64, forum: u64) -> Result<Vec<Post>, SendError> {
        /// The threads of a server, as Discord lists them.
        #[derive(Deserialize)]
        struct Active {
            threads: Vec<Value>,
        }
        let (guild, forum) = (path(guild)?, path(forum)?);
        let bot = self.bot_user().await?;
        let Active { threads } = self.attempt(&Request::new(Route::GetActiveThreads { guild })).await?.json()?;
        let is_ours = |thread: &&Value| {
            snowflake(&thread["parent_id"]) == Some(forum.get()) && snowflake(&thread["owner_id"]) == Some(bot)
        };
        let post = |thread: &Value| {
            let name = thread["name"].as_str().unwrap_or_default().to_owned();
            Some(Post { thread: snowflake(&thread["id"])?, name })
        };
        let mut posts: Vec<Post> = threads.iter().filter(is_ours).filter_map(post).collect();
        posts.sort_unstable_by_key(|post| post.thread);
        Ok(posts)
    }

    /// Takes `thread` out of the archive, so that messages can be posted and changed there.
    ///
    /// # Errors
    ///
    /// See [`SendError`]. It can be repeated.
    pub async fn unarchive(&self, thread: u64) -> Result<(), SendError> {
        let body = json!({ "archived": false }).to_string();
        let request = Request::with_json(Route::ModifyChannel { channel: path(thread)? }, body.into());
        self.attempt(&request).await.map(|_| ())
    }
}
