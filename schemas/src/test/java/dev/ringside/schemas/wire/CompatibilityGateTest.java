package dev.ringside.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * FULL_TRANSITIVE: every release reads what every other wrote, older and newer. The second half
 * shows that the gate works: each change that would break a reader is refused.
 *
 * <p>Avro's own mutualReadStrategy admits two such changes, a symbol removed from an enum without a
 * default and a renamed inner record, so SchemaCompatibility checks as well.
 */
class CompatibilityGateTest {

  private static void admit(Schema candidate, List<Schema> released)
      throws SchemaValidationException {
    new SchemaValidatorBuilder().mutualReadStrategy().validateAll().validate(candidate, released);
    new SchemaValidatorBuilder()
        .strategy(CompatibilityGateTest::requireCompatible)
        .validateAll()
        .validate(candidate, released);
  }

  private static void requireCompatible(Schema candidate, Schema released)
      throws SchemaValidationException {
    if (!canRead(candidate, released)
        || !canRead(released, candidate)
        || !keepsSymbols(candidate, released)) {
      throw new SchemaValidationException(candidate, released);
    }
  }

  private static boolean canRead(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
  }

  /**
   * New symbols come at the end only. A symbol that is removed would make different signatures
   * equal, and one in between would change what an index means in the state of a job.
   */
  private static boolean keepsSymbols(Schema candidate, Schema released) {
    Map<String, Schema> types = NamedTypes.in(candidate);
    return NamedTypes.in(released).values().stream()
        .filter(type -> type.getType() == Schema.Type.ENUM && types.containsKey(type.getName()))
        .allMatch(
            type -> beginsWith(types.get(type.getName()).getEnumSymbols(), type.getEnumSymbols()));
  }

  private static boolean beginsWith(List<String> symbols, List<String> before) {
    return symbols.size() >= before.size() && symbols.subList(0, before.size()).equals(before);
  }

  static Iterable<String> records() {
    return SchemaFiles.RECORDS;
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyReleaseReadsEveryOther(String name) throws SchemaValidationException {
    List<Schema> versions = SchemaHistory.of(name).versions();
    for (int i = 0; i < versions.size(); i++) {
      admit(versions.get(i), versions.subList(0, i));
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatPeopleEditFitsEveryRelease(String name) throws SchemaValidationException {
    admit(SchemaFiles.sources().get(name), SchemaHistory.of(name).versions());
  }

  static Stream<Arguments> breaking() {
    Schema batch = AvroOracle.current("CallBatch");
    Schema report = AvroOracle.current("WindowReport");
    return Stream.of(
        Arguments.of(
            "a new field without a default",
            batch,
            SchemaVariants.with(
                batch, new Schema.Field("region", Schema.create(Schema.Type.STRING)))),
        Arguments.of(
            "a field without a default removed",
            batch,
            SchemaVariants.reversedWithout(batch, "rank")),
        Arguments.of(
            "a long that becomes an int",
            batch,
            SchemaVariants.replaced(
                batch,
                "\"batchSequence\",\"type\":\"long\"",
                "\"batchSequence\",\"type\":\"int\"")),
        Arguments.of(
            "a field renamed",
            report,
            SchemaVariants.replaced(report, "\"name\":\"account\"", "\"name\":\"accounting\"")),
        Arguments.of(
            "a record renamed inside",
            report,
            SchemaVariants.replaced(report, "\"name\":\"RunningTotals\"", "\"name\":\"Sums\"")),
        Arguments.of(
            "a symbol taken from an enum",
            batch,
            SchemaVariants.replaced(batch, "\"SEND\",\"RECV\",", "")),
        Arguments.of(
            "a symbol added in the middle of an enum",
            batch,
            SchemaVariants.replaced(batch, "\"SEND\",\"RECV\",", "\"SEND\",\"PUT\",\"RECV\",")),
        Arguments.of(
            "an enum that loses its default and symbols",
            batch,
            SchemaVariants.replaced(
                SchemaVariants.replaced(batch, "\"SEND\",\"RECV\",", ""),
                "\"COALESCED\"],\"default\":\"UNKNOWN\"",
                "\"COALESCED\"]")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaking")
  void aChangeThatBreaksAReaderIsRefused(String change, Schema released, Schema candidate) {
    assertThatThrownBy(() -> admit(candidate, List.of(released)))
        .isInstanceOf(SchemaValidationException.class);
  }

  @Test
  void aNewReaderThatCannotReadOldRecordsIsRefused() {
    Schema released = AvroOracle.current("CallBatch");
    Schema candidate =
        SchemaVariants.with(
            released, new Schema.Field("region", Schema.create(Schema.Type.STRING)));

    assertThat(canRead(candidate, released)).isFalse();
    assertThat(canRead(released, candidate)).isTrue();
    assertThatThrownBy(() -> admit(candidate, List.of(released)))
        .isInstanceOf(SchemaValidationException.class);
  }

  @Test
  void aNewWriterThatOldReadersCannotReadIsRefused() {
    Schema released = AvroOracle.current("CallBatch");
    Schema candidate = SchemaVariants.reversedWithout(released, "rank");

    assertThat(canRead(candidate, released)).isTrue();
    assertThat(canRead(released, candidate)).isFalse();
    assertThatThrownBy(() -> admit(candidate, List.of(released)))
        .isInstanceOf(SchemaValidationException.class);
  }

  static Stream<Arguments> harmless() {
    Schema batch = AvroOracle.current("CallBatch");
    return Stream.of(
        Arguments.of(
            "a new field with a default",
            batch,
            SchemaVariants.with(
                batch, new Schema.Field("region", Schema.create(Schema.Type.STRING), "", ""))),
        Arguments.of(
            "a field with a default removed, others moved",
            batch,
            SchemaVariants.reversedWithout(batch, "clock")),
        Arguments.of(
            "a new symbol at the end of an enum",
            batch,
            SchemaVariants.replaced(batch, "\"COALESCED\"]", "\"COALESCED\",\"ALL_TO_ALL_V\"]")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void aChangeThatBreaksNoReaderIsAdmitted(String change, Schema released, Schema candidate) {
    assertThatCode(() -> admit(candidate, List.of(released))).doesNotThrowAnyException();
  }
}
