//! Transport compression of the gateway: `zlib-stream` and `zstd-stream`, as containers without compression.
//!
//! Both formats have blocks that hold bytes as they are. A client's decompressor cannot tell the difference, loopback
//! does not profit from fewer bytes, and the fake Discord needs no compression library for it. One stream lasts as long
//! as its connection; each message ends on a boundary at which the decompressor has released all of it.

/// The largest stored block of DEFLATE: its length has 16 bits.
const ZLIB_BLOCK: usize = 0xFFFF;
/// The zlib header: DEFLATE with a window of 32 KiB, the lowest level.
const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];
/// The end of each message: an empty stored block, which `Z_SYNC_FLUSH` writes too. Clients look for its last four bytes.
const ZLIB_SYNC: [u8; 5] = [0x00, 0x00, 0x00, 0xFF, 0xFF];

/// The largest raw block of Zstandard, and the window that the header announces: 128 KiB.
const ZSTD_BLOCK: usize = 128 * 1024;
/// The magic number, a frame header without content size, checksum and dictionary, and the window (2^(10 + 7) bytes).
const ZSTD_HEADER: [u8; 6] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 7 << 3];

/// The format that a client asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Zlib,
    Zstd,
}

impl Format {
    /// Reads the value of `compress=` in the gateway's URL.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "zlib-stream" => Some(Self::Zlib),
            "zstd-stream" => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// The stream of one connection.
#[derive(Debug)]
pub(super) struct Encoder {
    format: Format,
    has_begun: bool,
}

impl Encoder {
    pub(super) fn new(format: Format) -> Self {
        Self { format, has_begun: false }
    }

    /// The bytes of one message, to be sent as one binary frame.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        let mut bytes = Vec::with_capacity(text.len() + 32);
        match self.format {
            Format::Zlib => {
                if is_first {
                    bytes.extend(ZLIB_HEADER);
                }
                for block in text.as_bytes().chunks(ZLIB_BLOCK) {
                    let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
                    bytes.push(0);
                    bytes.extend(length.to_le_bytes());
                    bytes.extend((!length).to_le_bytes());
                    bytes.extend(block);
                }
                bytes.extend(ZLIB_SYNC);
            }
            Format::Zstd => {
                if is_first {
                    bytes.extend(ZSTD_HEADER);
                }
                for block in text.as_bytes().chunks(ZSTD_BLOCK) {
                    // Bit 0: not the last block; bits 1 and 2: raw; then the size.
                    let header = u32::try_from(block.len()).unwrap_or(u32::MAX) << 3;
                    bytes.extend(&header.to_le_bytes()[..3]);
                    bytes.extend(block);
                }
            }
        }
        bytes
    }
}
