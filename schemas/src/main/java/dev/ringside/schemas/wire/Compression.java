package dev.ringside.schemas.wire;

import org.apache.avro.file.CodecFactory;

/** How the blocks of a container are packed when it is written; a reader takes any Avro codec. */
public enum Compression {
  NONE,
  /** Level 1, each block with a checksum of its own: a damaged block is noticed. */
  ZSTD;

  private static final int FASTEST = 1;

  CodecFactory codec() {
    return this == NONE
        ? CodecFactory.nullCodec()
        : CodecFactory.zstandardCodec(FASTEST, /* useChecksum= */ true);
  }
}
