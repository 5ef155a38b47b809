package dev.ringside.core.collective;

import java.util.List;
import java.util.Locale;

/** Element types on the wire, spelled as in PyTorch's c10, with their size. */
public enum DataType {
  UNKNOWN("Unknown", 0),
  BFLOAT16("BFloat16", 2, "bfloat16", "bf16", "ncclbfloat16"),
  HALF("Half", 2, "float16", "fp16", "half", "f16"),
  FLOAT("Float", 4, "float32", "fp32", "float", "f32"),
  DOUBLE("Double", 8, "float64", "fp64", "double", "f64"),
  BYTE("Byte", 1, "uint8", "unsigned char", "u8"),
  CHAR("Char", 1, "int8", "signed char", "i8"),
  SHORT("Short", 2, "int16", "i16"),
  INT("Int", 4, "int32", "i32"),
  LONG("Long", 8, "int64", "i64", "long int"),
  BOOL("Bool", 1, "bool"),
  FLOAT8_E4M3FN("Float8_e4m3fn", 1, "float8_e4m3fn", "fp8", "f8e4m3"),
  FLOAT8_E5M2("Float8_e5m2", 1, "float8_e5m2", "f8e5m2");

  private final String label;
  private final int bytes;
  private final List<String> aliases;

  DataType(String label, int bytes, String... aliases) {
    this.label = label;
    this.bytes = bytes;
    this.aliases = List.of(aliases);
  }

  /** The spelling in reports: {@code BFloat16}. */
  public String label() {
    return label;
  }

  /** Bytes of one element; 0 for {@link #UNKNOWN}. */
  public int bytes() {
    return bytes;
  }

  /**
   * The type a source means by {@code name}: c10 ({@code c10::BFloat16}), Hugging Face ({@code
   * bfloat16}) and NCCL ({@code bf16}) spellings; {@link #UNKNOWN} if none fits.
   */
  public static DataType of(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.startsWith("c10::")) {
      wanted = wanted.substring("c10::".length());
    } else if (wanted.startsWith("torch.")) {
      wanted = wanted.substring("torch.".length());
    }
    for (DataType type : values()) {
      if (type.label.toLowerCase(Locale.ROOT).equals(wanted)) {
        return type;
      }
      if (type.aliases.contains(wanted)) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
