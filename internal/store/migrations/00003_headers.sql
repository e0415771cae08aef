-- +goose Up

-- Messages from before the horizon, as their header fields: in blocks of at most
-- a few hundred of one folder. Their numbers within the account begin with
-- first_no. What changes is apart from the data, which is large.
CREATE TABLE header_blocks (
    account     TEXT   NOT NULL,
    first_no    BIGINT NOT NULL,
    count       BIGINT NOT NULL,
    alive       BIGINT NOT NULL, -- how many are not gone
    folder      TEXT   NOT NULL,
    uidvalidity BIGINT NOT NULL,
    low_uid     BIGINT NOT NULL, -- the lowest and the highest UID
    high_uid    BIGINT NOT NULL,
    uids        BYTEA  NOT NULL, -- SQLite keeps bytes in a column of any type
    flags       BYTEA  NOT NULL,
    gone        BYTEA  NOT NULL, -- a bit for each header; empty: none
    PRIMARY KEY (account, first_no)
);
CREATE INDEX header_blocks_by_uid ON header_blocks (account, folder, uidvalidity, low_uid, high_uid);

CREATE TABLE header_data (
    account  TEXT   NOT NULL,
    first_no BIGINT NOT NULL, -- of the block
    data     BYTEA  NOT NULL,
    PRIMARY KEY (account, first_no)
);

-- What headers are found by: runs of entries in the order of their marks, in
-- pages. A mark is stored with its highest bit flipped, so that numbers with a
-- sign have the same order.
CREATE TABLE header_runs (
    account TEXT   NOT NULL,
    run     BIGINT NOT NULL,
    entries BIGINT NOT NULL, -- how many
    PRIMARY KEY (account, run)
);
CREATE TABLE header_marks (
    account TEXT   NOT NULL,
    run     BIGINT NOT NULL,
    first   BIGINT NOT NULL, -- mark of the page
    page    BIGINT NOT NULL,
    entries BYTEA  NOT NULL,
    PRIMARY KEY (account, run, first, page)
);

-- How far a folder is read beyond the cursor: what below it is left to read,
-- and what the server said when both agreed.
ALTER TABLE folders ADD COLUMN unread TEXT NOT NULL DEFAULT '';
ALTER TABLE folders ADD COLUMN mod_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN messages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN reconciled BIGINT NOT NULL DEFAULT 0;
