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
    "c10::Float8_e4m3fnuz, FLOAT8_E4M3FNUZ",
    "torch.float8_e5m2fnuz, FLOAT8_E5M2FNUZ",
    "c10::Float8_e8m0fnu, FLOAT8_E8M0FNU",
    "Float4_e2m1fn_x2, FLOAT4_E2M1FN_X2",
    "unsigned short, UINT16",
    "torch.uint32, UINT32",
    "unsigned long, UINT64",
    "c10::complex<float>, COMPLEX_FLOAT",
    "torch.complex64, COMPLEX_FLOAT",
    "ComplexDouble, COMPLEX_DOUBLE",
    "quint8, UNKNOWN",
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
    "FLOAT8_E4M3FNUZ, 1",
    "FLOAT8_E5M2FNUZ, 1",
    "FLOAT8_E8M0FNU, 1",
    "FLOAT4_E2M1FN_X2, 1",
    "UINT16, 2",
    "UINT32, 4",
    "UINT64, 8",
    "COMPLEX_HALF, 4",
    "COMPLEX_FLOAT, 8",
    "COMPLEX_DOUBLE, 16",
    "FLOAT8_E5M2, 1"
  })
  void bytes(DataType type, int expected) {
    assertThat(type.bytes()).isEqualTo(expected);
  }
}
