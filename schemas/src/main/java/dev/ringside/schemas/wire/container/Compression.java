package dev.ringside.schemas.wire.container;

import org.apache.avro.file.CodecFactory;

/** How a writer compresses the blocks of a container; a reader takes any Avro codec. */
public enum Compression {
  NONE,
  /** Level 1, with a checksum in each block, so that damage is detected. */
  ZSTD;

  private static final int FASTEST = 1;

  CodecFactory codec() {
    return this == NONE
        ? CodecFactory.nullCodec()
        : CodecFactory.zstandardCodec(FASTEST, /* useChecksum= */ true);
  }
}
