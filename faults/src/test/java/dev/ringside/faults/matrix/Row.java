package dev.ringside.faults.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is a row of the matrix. It takes {@link Figures} and writes down in them what it did
 * and what came of it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@Tag("faults")
@ExtendWith(Matrix.class)
public @interface Row {

  /** Place in the table. */
  int number();

  /** What goes wrong. */
  String fault();
}
