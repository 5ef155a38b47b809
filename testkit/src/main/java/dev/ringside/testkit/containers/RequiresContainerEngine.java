package dev.ringside.testkit.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that need a container engine: they carry the tag {@code containers} and are skipped,
 * with the reason in the report and on the console, where none answers.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("containers")
@ExtendWith(ContainerEngineCondition.class)
public @interface RequiresContainerEngine {}
