-- What staff write for their servers. BIGINT and TEXT only, and no reserved word, so that SQLite and PostgreSQL read the same.
-- Ids of Discord are the bits of a u64 in a BIGINT, times are seconds since 1970 in UTC, JSON is TEXT.

-- Numbers that grow over all servers: `revision` is that of the latest change of any of them.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    latest BIGINT NOT NULL
);

INSERT INTO counter (name, latest) VALUES ('revision', 0);

-- A server that has, or had, something of its own.
CREATE TABLE guild (
    guild BIGINT NOT NULL PRIMARY KEY,
    -- The counter at its latest change.
    revision BIGINT NOT NULL,
    settings TEXT NOT NULL,
    -- The number of its next entry.
    next_number BIGINT NOT NULL,
    -- When the bot was removed from it; NULL while it is there.
    left_at BIGINT,
    -- When a complete list of the bot's servers lacked it first; NULL while it does not.
    missing_at BIGINT
);

CREATE INDEX guild_revision ON guild (revision);

-- Roles that may edit.
CREATE TABLE guild_role (
    guild BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    access TEXT NOT NULL,
    PRIMARY KEY (guild, role_id),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

CREATE TABLE entry (
    guild BIGINT NOT NULL,
    slug TEXT NOT NULL,
    -- The order in which entries were added.
    number BIGINT NOT NULL,
    -- published or removed
    state TEXT NOT NULL,
    content TEXT NOT NULL,
    reviewed_at BIGINT NOT NULL,
    -- manager or editor
    reviewer TEXT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (guild, slug),
    UNIQUE (guild, number),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

-- The names of published entries, their titles among them, and the questions that they answer.
CREATE TABLE phrase (
    guild BIGINT NOT NULL,
    slug TEXT NOT NULL,
    -- name or question
    kind TEXT NOT NULL,
    place BIGINT NOT NULL,
    phrase TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (guild, slug, kind, place),
    FOREIGN KEY (guild, slug) REFERENCES entry (guild, slug)
);

CREATE UNIQUE INDEX phrase_name ON phrase (guild, folded) WHERE kind = 'name';

-- What an entry was after each change; never written again.
CREATE TABLE revision (
    guild BIGINT NOT NULL,
    slug TEXT NOT NULL,
    revision BIGINT NOT NULL,
    -- NULL for a removal.
    snapshot TEXT,
    author BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    -- added, edited, removed, restored or imported
    reason TEXT NOT NULL,
    PRIMARY KEY (guild, slug, revision),
    FOREIGN KEY (guild, slug) REFERENCES entry (guild, slug)
);

CREATE TABLE draft (
    guild BIGINT NOT NULL,
    draft BIGINT NOT NULL,
    author BIGINT NOT NULL,
    content TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (guild, draft)
);

CREATE INDEX draft_expires ON draft (expires_at);

-- An import: `number` is the server's revision that it made.
CREATE TABLE batch (
    guild BIGINT NOT NULL,
    number BIGINT NOT NULL,
    author BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    undone_at BIGINT,
    PRIMARY KEY (guild, number),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

-- The entries of an import, and their revisions before and after it.
CREATE TABLE batch_entry (
    guild BIGINT NOT NULL,
    number BIGINT NOT NULL,
    slug TEXT NOT NULL,
    -- NULL for an entry that it added.
    revision_before BIGINT,
    revision_after BIGINT NOT NULL,
    PRIMARY KEY (guild, number, slug),
    FOREIGN KEY (guild, number) REFERENCES batch (guild, number),
    FOREIGN KEY (guild, slug) REFERENCES entry (guild, slug)
);

-- Who changed what. One row a change; `revision` is the server's that it made.
CREATE TABLE audit (
    guild BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    author BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (guild, revision),
    FOREIGN KEY (guild) REFERENCES guild (guild)
);

CREATE INDEX audit_made ON audit (made_at);

-- How often an entry was shown, by days since 1970.
CREATE TABLE shown (
    guild BIGINT NOT NULL,
    slug TEXT NOT NULL,
    day_number BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (guild, slug, day_number),
    FOREIGN KEY (guild, slug) REFERENCES entry (guild, slug)
);
