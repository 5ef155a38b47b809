package dev.ringside.ingest.flightrecorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle builds: its stack, its marks and its memo, with bounds on each.
 *
 * <p>A container is closed once it is inside another one: only then may it be used again, and
 * nothing can be put into it any more, so that no document contains itself. What is used twice
 * counts twice. The Python frames of a call, most of a dump, are dropped as soon as they are
 * closed.
 */
final class PickleStack {

  /** Values of one document: enough for 100,000 calls with all fields. */
  static final int MOST_VALUES = 4_000_000;

  /** Containers within one another; a dump has five. */
  static final int DEEPEST = 64;

  private static final String DROPPED = "frames";

  /** A value, whether it can still change, how many values it has with all inside, and how deep. */
  private static final class Slot {

    private final JsonNode value;
    private boolean fixed;
    private int size = 1;
    private int depth;

    Slot(JsonNode value, boolean fixed) {
      this.value = value;
      this.fixed = fixed;
    }

    void enclose(Slot item) throws IOException {
      item.fixed = true;
      size += item.size;
      depth = Math.max(depth, item.depth + 1);
      if (depth > DEEPEST) {
        throw new IOException("containers within containers, more than " + DEEPEST);
      }
    }
  }

  private final Slot mark = new Slot(null, true);
  private final List<Slot> stack = new ArrayList<>();
  private final Map<Long, Slot> memo = new HashMap<>();
  private int values;

  /** Puts a text, a number, a truth value or an empty container on the stack. */
  void push(JsonNode value) throws IOException {
    push(new Slot(value, !value.isContainerNode()));
  }

  private void push(Slot slot) throws IOException {
    count(slot.size);
    stack.add(slot);
  }

  private void count(int more) throws IOException {
    values += more;
    if (values > MOST_VALUES) {
      throw new IOException("more than %,d values".formatted(MOST_VALUES));
    }
  }

  void mark() throws IOException {
    count(1);
    stack.add(mark);
  }

  /** The document, once nothing else is on the stack. */
  JsonNode only() throws IOException {
    Slot last = pop();
    if (!stack.isEmpty()) {
      throw new IOException("values are left on the stack");
    }
    return last.value;
  }

  private Slot pop() throws IOException {
    Slot top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private Slot top() throws IOException {
    Slot top = stack.isEmpty() ? mark : stack.get(stack.size() - 1);
    if (top == mark) {
      throw new IOException("a value is missing on the stack");
    }
    return top;
  }

  private List<Slot> sinceMark() throws IOException {
    int from = stack.lastIndexOf(mark);
    if (from < 0) {
      throw new IOException("a mark is missing on the stack");
    }
    List<Slot> items = new ArrayList<>(stack.subList(from + 1, stack.size()));
    stack.subList(from, stack.size()).clear();
    values--;
    return items;
  }

  void append() throws IOException {
    appendAll(List.of(pop()));
  }

  void appendAll() throws IOException {
    appendAll(sinceMark());
  }

  private void appendAll(List<Slot> items) throws IOException {
    Slot slot = top();
    if (slot.fixed || !(slot.value instanceof ArrayNode list)) {
      throw new IOException("a list is missing on the stack");
    }
    for (Slot item : items) {
      slot.enclose(item);
      list.add(item.value);
    }
  }

  void setItem() throws IOException {
    Slot value = pop();
    Slot key = pop();
    set(List.of(key, value));
  }

  void setAll() throws IOException {
    set(sinceMark());
  }

  private void set(List<Slot> items) throws IOException {
    Slot slot = top();
    if (slot.fixed || !(slot.value instanceof ObjectNode object)) {
      throw new IOException("a dictionary is missing on the stack");
    }
    if (items.size() % 2 != 0) {
      throw new IOException("a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      JsonNode key = items.get(i).value;
      Slot value = items.get(i + 1);
      if (key.isContainerNode()) {
        throw new IOException("a key that is neither text nor a number");
      }
      if (key.asText().equals(DROPPED)) {
        values -= value.size;
      } else {
        slot.enclose(value);
        object.set(key.asText(), value.value);
      }
    }
  }

  /** Closes the last {@code size} values to a tuple. */
  void tuple(int size) throws IOException {
    List<Slot> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(0, pop());
    }
    tuple(items);
  }

  /** Closes all values since the mark to a tuple. */
  void tuple() throws IOException {
    tuple(sinceMark());
  }

  private void tuple(List<Slot> items) throws IOException {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    Slot tuple = new Slot(list, true);
    for (Slot item : items) {
      tuple.enclose(item);
      list.add(item.value);
    }
    count(1);
    stack.add(tuple);
  }

  /** The memo's next free place. */
  long freePlace() {
    return memo.size();
  }

  void remember(long place) throws IOException {
    count(1);
    memo.put(place, top());
  }

  void recall(long place) throws IOException {
    Slot slot = memo.get(place);
    if (slot == null) {
      throw new IOException("a value is used that was never remembered");
    }
    if (!slot.fixed) {
      throw new IOException("a list or dictionary is used before it is closed");
    }
    push(slot);
  }
}
