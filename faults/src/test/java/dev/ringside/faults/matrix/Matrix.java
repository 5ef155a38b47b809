package dev.ringside.faults.matrix;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands each row its {@link Figures}; at the end of a full run, the rows become the table. */
public final class Matrix
    implements ParameterResolver, BeforeTestExecutionCallback, AfterTestExecutionCallback {

  private static final Namespace NAMESPACE = Namespace.create(Matrix.class);

  /** The rows of this run; JUnit closes it when all tests are through. */
  private static final class Rows implements AutoCloseable {

    private final Map<Integer, MatrixTable.Line> lines = new ConcurrentSkipListMap<>();

    @Override
    public void close() {
      MatrixTable table = new MatrixTable(lines.values());
      System.out.print(table.plain());
      if (Length.isFull()) {
        table.write();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Figures.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return figures(context);
  }

  private static Figures figures(ExtensionContext context) {
    return own(context).computeIfAbsent(Figures.class, key -> new Figures(), Figures.class);
  }

  private static Store own(ExtensionContext context) {
    return context.getStore(Namespace.create(Matrix.class, context.getUniqueId()));
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    own(context).put("began", System.nanoTime());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    Row row = context.getRequiredTestMethod().getAnnotation(Row.class);
    double seconds = (System.nanoTime() - own(context).get("began", Long.class)) / 1e9;
    Rows rows =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Rows.class, key -> new Rows(), Rows.class);
    rows.lines.put(
        row.number(),
        new MatrixTable.Line(
            row,
            context.getRequiredTestClass().getSimpleName(),
            figures(context),
            context.getExecutionException(),
            seconds));
  }
}
