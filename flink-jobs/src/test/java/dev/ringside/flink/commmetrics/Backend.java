package dev.ringside.flink.commmetrics;

import java.util.Locale;
import java.util.function.Supplier;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/**
 * Where operators keep their state. On the heap a value that is changed stays changed; from RocksDB
 * each read gives a copy, so a change that is not written back is lost.
 */
public enum Backend {
  HASHMAP(HashMapStateBackend::new),
  ROCKSDB(EmbeddedRocksDBStateBackend::new);

  private final Supplier<StateBackend> make;

  Backend(Supplier<StateBackend> make) {
    this.make = make;
  }

  public StateBackend open() {
    return make.get();
  }

  /** What {@code state.backend.type} calls it. */
  String type() {
    return name().toLowerCase(Locale.ROOT);
  }
}
