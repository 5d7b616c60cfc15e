//! Transport compression: `zlib-stream` and `zstd-stream`, each read as a client reads it.

use fake_discord::Discord;
use flate2::{Decompress, FlushDecompress};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::support::{BOUND, Gateway, discord, identify};

/// Dials with this compression; returns the connection after its Hello, and READY's frame.
async fn ready(discord: &Discord, compression: &str, mut decode: impl FnMut(&[u8]) -> String) -> (Gateway, Value) {
    let url = format!("{}/gateway?encoding=json&v=10&compress={compression}", discord.origin().replace("http", "ws"));
    let mut gateway = Gateway::dial_url(&url).await.expect("a handshake");
    let mut frames = Vec::new();
    while frames.len() < 2 {
        match timeout(BOUND, gateway.socket.next()).await.expect("a frame") {
            Some(Ok(Frame::Binary(bytes))) => frames.push(serde_json::from_str(&decode(&bytes)).expect("JSON")),
            other => panic!("a binary frame was expected, not {other:?}"),
        }
        if frames.len() == 1 {
            gateway.send(2, identify(discord.token())).await;
        }
    }
    let hello: &Value = &frames[0];
    assert_eq!(hello["op"], 10);
    (gateway, frames.remove(1))
}

#[tokio::test]
async fn zlib_streams_are_inflated_message_by_message() {
    let discord = discord().await;
    let mut inflate = Decompress::new(true);
    let decode = |bytes: &[u8]| {
        assert!(bytes.ends_with(&[0, 0, 0xFF, 0xFF]), "clients wait for the end of a flush");
        let mut text = Vec::with_capacity(1 << 20);
        inflate.decompress_vec(bytes, &mut text, FlushDecompress::Sync).expect("a zlib stream");
        String::from_utf8(text).expect("a text")
    };
    let (_gateway, ready) = ready(&discord, "zlib-stream", decode).await;
    assert_eq!((&ready["t"], &ready["d"]["v"]), (&json!("READY"), &json!(10)));
}

#[tokio::test]
async fn zlib_streams_hold_messages_longer_than_a_block() {
    let discord = discord().await;
    // READY lists every server: enough of them fill more than 64 KiB.
    discord.arrange(|world| {
        for number in 0..2000 {
            world.add_guild(&format!("server {number}"), world.home, true);
        }
    });
    let mut inflate = Decompress::new(true);
    let decode = |bytes: &[u8]| {
        let mut text = Vec::with_capacity(1 << 20);
        inflate.decompress_vec(bytes, &mut text, FlushDecompress::Sync).expect("a zlib stream");
        String::from_utf8(text).expect("a text")
    };
    let (_gateway, ready) = ready(&discord, "zlib-stream", decode).await;
    assert_eq!(ready["d"]["guilds"].as_array().map(Vec::len), Some(2001));
}

#[tokio::test]
async fn zstd_streams_are_raw_blocks_of_one_frame() {
    let discord = discord().await;
    discord.arrange(|world| {
        for number in 0..3000 {
            world.add_guild(&format!("server {number}"), world.home, true);
        }
    });
    let mut is_first = true;
    let decode = |mut bytes: &[u8]| {
        if std::mem::take(&mut is_first) {
            // Magic number; no content size, checksum or dictionary; a window of 128 KiB (RFC 8878, section 3.1.1).
            bytes = bytes.strip_prefix(&[0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38]).expect("a frame header");
        }
        let mut text = Vec::new();
        while let Some((header, rest)) = bytes.split_at_checked(3) {
            let header = u32::from_le_bytes([header[0], header[1], header[2], 0]);
            assert_eq!(header & 0b111, 0, "raw, and not the last block");
            let (block, rest) = rest.split_at((header >> 3) as usize);
            assert!(block.len() <= 128 * 1024);
            text.extend(block);
            bytes = rest;
        }
        assert!(bytes.is_empty());
        String::from_utf8(text).expect("a text")
    };
    let (_gateway, ready) = ready(&discord, "zstd-stream", decode).await;
    assert_eq!(ready["d"]["guilds"].as_array().map(Vec::len), Some(3001));
}

#[tokio::test]
async fn other_compressions_are_refused() {
    let discord = discord().await;
    let url = format!("{}/gateway?v=10&encoding=json&compress=brotli", discord.origin().replace("http", "ws"));
    let mut gateway = Gateway::dial_url(&url).await.expect("a handshake");
    assert_eq!(gateway.close_code().await, Some(4012));
    assert_eq!(discord.refusals()[0].rule, "G10");
}
