package dev.ringside.core.collective;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Element types on the wire, spelled as in PyTorch's c10, with the size of what PyTorch counts as
 * one element: {@code Float4_e2m1fn_x2} is two values in a byte.
 *
 * <p>Source: torch {@code c10/core/ScalarType.h}; the {@code fnuz} types are AMD's, {@code
 * Float8_e8m0fnu} is the scale of MX blocks.
 */
public enum DataType {
  UNKNOWN("Unknown", 0),
  BFLOAT16("BFloat16", 2, "bfloat16", "bf16", "ncclbfloat16"),
  HALF("Half", 2, "float16", "fp16", "half", "f16"),
  FLOAT("Float", 4, "float32", "fp32", "float", "f32"),
  DOUBLE("Double", 8, "float64", "fp64", "double", "f64"),
  BYTE("Byte", 1, "uint8", "unsigned char", "u8", "uint8_t"),
  CHAR("Char", 1, "int8", "signed char", "i8", "int8_t"),
  SHORT("Short", 2, "int16", "i16", "short int"),
  INT("Int", 4, "int32", "i32"),
  LONG("Long", 8, "int64", "i64", "long int"),
  BOOL("Bool", 1, "bool"),
  FLOAT8_E4M3FN("Float8_e4m3fn", 1, "fp8", "f8e4m3"),
  FLOAT8_E5M2("Float8_e5m2", 1, "f8e5m2"),
  FLOAT8_E4M3FNUZ("Float8_e4m3fnuz", 1, "f8e4m3fnuz"),
  FLOAT8_E5M2FNUZ("Float8_e5m2fnuz", 1, "f8e5m2fnuz"),
  FLOAT8_E8M0FNU("Float8_e8m0fnu", 1, "ue8m0", "e8m0"),
  FLOAT4_E2M1FN_X2("Float4_e2m1fn_x2", 1, "fp4", "mxfp4", "nvfp4"),
  UINT16("UInt16", 2, "unsigned short", "short unsigned int", "u16"),
  UINT32("UInt32", 4, "unsigned int", "u32", "uint"),
  UINT64("UInt64", 8, "unsigned long", "long unsigned int", "u64", "ulong"),
  COMPLEX_HALF("ComplexHalf", 4, "complex32", "complex<half>", "complex<c10::half>"),
  COMPLEX_FLOAT("ComplexFloat", 8, "complex64", "complex<float>"),
  COMPLEX_DOUBLE("ComplexDouble", 16, "complex128", "complex<double>");

  private static final Map<String, DataType> BY_SPELLING = spellings();

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
    return BY_SPELLING.getOrDefault(wanted, UNKNOWN);
  }

  private static Map<String, DataType> spellings() {
    Map<String, DataType> spellings = new HashMap<>();
    for (DataType type : values()) {
      spellings.put(type.label.toLowerCase(Locale.ROOT), type);
      type.aliases.forEach(alias -> spellings.put(alias, type));
    }
    return Map.copyOf(spellings);
  }
}
