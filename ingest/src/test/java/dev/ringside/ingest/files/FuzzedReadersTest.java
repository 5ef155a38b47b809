package dev.ringside.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import java.lang.reflect.Constructor;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A reader that is registered is fuzzed. */
class FuzzedReadersTest {

  @Test
  void eachReaderHasItsFuzz() throws ReflectiveOperationException {
    Set<String> fuzzed = new TreeSet<>();
    for (JavaClass one : new ClassFileImporter().importPackages("dev.ringside.ingest")) {
      if (one.isAssignableTo(ReaderFuzz.class)
          && !one.getModifiers().contains(JavaModifier.ABSTRACT)) {
        Constructor<?> made = one.reflect().getDeclaredConstructor();
        made.setAccessible(true);
        fuzzed.add(((ReaderFuzz) made.newInstance()).reader().getClass().getSimpleName());
      }
    }
    assertThat(fuzzed)
        .isEqualTo(
            TraceReaders.forInspection().stream()
                .map(TraceReader::getClass)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }
}
