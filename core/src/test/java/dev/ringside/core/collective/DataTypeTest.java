package dev.ringside.core.collective;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DataTypeTest {

  @ParameterizedTest
  @CsvSource({
    "c10::BFloat16, BFLOAT16",
    "BFloat16, BFLOAT16",
    "torch.bfloat16, BFLOAT16",
    "bfloat16, BFLOAT16",
    "bf16, BFLOAT16",
    "ncclBfloat16, BFLOAT16",
    "c10::Half, HALF",
    "torch.float16, HALF",
    "fp16, HALF",
    "float, FLOAT",
    "c10::Float, FLOAT",
    "torch.float32, FLOAT",
    "double, DOUBLE",
    "unsigned char, BYTE",
    "torch.uint8, BYTE",
    "signed char, CHAR",
    "short, SHORT",
    "int, INT",
    "long int, LONG",
    "torch.int64, LONG",
    "bool, BOOL",
    "c10::Float8_e4m3fn, FLOAT8_E4M3FN",
    "Float8_e5m2, FLOAT8_E5M2",
    "complex64, UNKNOWN",
    "'', UNKNOWN",
    "c10::, UNKNOWN"
  })
  void spellings(String name, DataType expected) {
    assertThat(DataType.of(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void labelsAreReadBack(DataType type) {
    assertThat(DataType.of(type.label())).isEqualTo(type);
    assertThat(DataType.of("c10::" + type.label())).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, 0",
    "BFLOAT16, 2",
    "HALF, 2",
    "FLOAT, 4",
    "DOUBLE, 8",
    "BYTE, 1",
    "CHAR, 1",
    "SHORT, 2",
    "INT, 4",
    "LONG, 8",
    "BOOL, 1",
    "FLOAT8_E4M3FN, 1",
    "FLOAT8_E5M2, 1"
  })
  void bytes(DataType type, int expected) {
    assertThat(type.bytes()).isEqualTo(expected);
  }
}
