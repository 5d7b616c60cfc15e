-- Questions to mentors, what must be sent, votes, counts, and members' own data. As in the first migration: BIGINT and TEXT
-- only, ids are the bits of a u64, times are seconds since 1970. A member's column is NULL once they had their name deleted.

-- A question that a member sent to the mentors of a server.
CREATE TABLE inquiry (
    guild BIGINT NOT NULL,
    -- Counts in the server, and is never given twice.
    number BIGINT NOT NULL,
    -- The interaction that sent it: a repeated one sends nothing.
    interaction BIGINT NOT NULL,
    question TEXT NOT NULL,
    context TEXT,
    -- The entry that was not good enough, for a question that came with a vote.
    about TEXT,
    -- Ids of the nearest entries, with a space between.
    nearest TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- waiting, taken, answered or declined
    state TEXT NOT NULL,
    -- When it got this state, and the mentor who gave it.
    state_at BIGINT NOT NULL,
    mentor BIGINT,
    -- Of an answered one: what with, as JSON. Of a declined one: the reason.
    resolution TEXT,
    -- Grows with each change that its message must show.
    version BIGINT NOT NULL,
    -- The message in the mentors' channel, once it was posted; `channel` is that of the message, such as the post of a forum.
    channel BIGINT,
    message BIGINT,
    PRIMARY KEY (guild, number),
    UNIQUE (guild, interaction),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

CREATE INDEX inquiry_state ON inquiry (guild, state);
CREATE INDEX inquiry_age ON inquiry (state, state_at);
CREATE INDEX inquiry_mentor ON inquiry (mentor);

-- A member who waits for the answer, or waited.
CREATE TABLE asker (
    guild BIGINT NOT NULL,
    number BIGINT NOT NULL,
    member BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    -- The question in this member's words.
    wording TEXT NOT NULL,
    -- channel, direct or next
    tell TEXT NOT NULL,
    channel BIGINT,
    -- waiting, due (a delivery is on its way), note (waits for their next answer) or told
    state TEXT NOT NULL,
    -- Of a due one: the delivery that tells them.
    delivery BIGINT,
    -- Of a note: when it was shown without a confirmation.
    shown_at BIGINT,
    PRIMARY KEY (guild, number, member),
    FOREIGN KEY (guild, number) REFERENCES inquiry (guild, number)
);

CREATE INDEX asker_member ON asker (member, guild);
CREATE INDEX asker_delivery ON asker (guild, delivery);
CREATE INDEX asker_notes ON asker (state, guild, member);

-- What must be sent: one row a message. The worker that holds the lease sends them.
CREATE TABLE outbox (
    guild BIGINT NOT NULL,
    -- Random; also the message's nonce.
    delivery BIGINT NOT NULL,
    -- queue (the message of a question in the mentors' channel), channel, direct, digest or delete
    purpose TEXT NOT NULL,
    -- The question; NULL for a digest.
    number BIGINT,
    -- The channel; of `direct`, the member; of `delete`, the channel of the message.
    destination BIGINT NOT NULL,
    -- Of `delete`: the message.
    message BIGINT,
    -- The role that it pings.
    ping BIGINT,
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- When the first attempt began: from then on it may be there, and its nonce is good for some minutes.
    started_at BIGINT,
    PRIMARY KEY (guild, delivery),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

CREATE INDEX outbox_due ON outbox (due_at);
CREATE UNIQUE INDEX outbox_queue ON outbox (guild, number) WHERE purpose = 'queue';

-- What the program remembers of a server's mentors' channel.
CREATE TABLE mentors (
    guild BIGINT NOT NULL PRIMARY KEY,
    next_number BIGINT NOT NULL,
    -- Since when the channel cannot be used, which one, and why, in words for staff; NULL while it can.
    broken_at BIGINT,
    -- When it was tried last.
    broken_tried BIGINT,
    broken_channel BIGINT,
    broken_why TEXT,
    -- When the role was pinged, and when the last digest was made.
    pinged_at BIGINT,
    digest_at BIGINT,
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

-- Roles of mentors. A table of its own: a program of the release before writes all rows of guild_role anew.
CREATE TABLE mentor_role (
    guild BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    PRIMARY KEY (guild, role_id),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

-- Members who may not ask the mentors.
CREATE TABLE paused (
    guild BIGINT NOT NULL,
    member BIGINT NOT NULL,
    paused_at BIGINT NOT NULL,
    PRIMARY KEY (guild, member),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

-- Words that mentors kept as ones that find a shipped entry.
CREATE TABLE wording (
    guild BIGINT NOT NULL,
    entry TEXT NOT NULL,
    folded TEXT NOT NULL,
    wording TEXT NOT NULL,
    -- The question that they come from.
    number BIGINT,
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (guild, entry, folded),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

-- Which process does what only one may do.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder BIGINT NOT NULL,
    held_until BIGINT NOT NULL
);

-- A vote on an entry. `voter` is an HMAC of the member's id, whose key is not in the database.
CREATE TABLE vote (
    guild BIGINT NOT NULL,
    entry TEXT NOT NULL,
    -- Of an own entry: its revision. Of a shipped one: the hash of its content.
    revision BIGINT NOT NULL,
    voter TEXT NOT NULL,
    -- 1 for it, 0 against it
    is_for BIGINT NOT NULL,
    voted_at BIGINT NOT NULL,
    PRIMARY KEY (guild, entry, revision, voter),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

CREATE INDEX vote_voter ON vote (voter);
CREATE INDEX vote_age ON vote (voted_at);

-- What was counted, by days since 1970: found, unsure, unknown, or the id of an entry that was shown.
CREATE TABLE usage_count (
    guild BIGINT NOT NULL,
    day_number BIGINT NOT NULL,
    what TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (guild, day_number, what),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

CREATE INDEX usage_count_day ON usage_count (day_number);

-- Of a published entry: the shipped entries that it cites, with the hashes of what they said when it was reviewed, as JSON. NULL
-- until that is recorded, soon after each review.
ALTER TABLE entry ADD COLUMN cited TEXT;

-- What a member did is found by their id, to show it and to delete it. Once it was deleted, `author` is 0.
CREATE INDEX revision_author ON revision (author);
CREATE INDEX audit_author ON audit (author);

-- Until now, `shown` held how often own entries were shown. It is read no more, and this program does not write it. It stays for
-- one release: during an update, a process of the release before still counts there.
INSERT INTO usage_count (guild, day_number, what, times) SELECT guild, day_number, 'own/' || slug, times FROM shown;
