package io.nmr.shell.result;

import io.nmr.shell.text.Screen;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/**
 * An immutable list of results, copied by {@link PublicCopy}, with the text that a command gives
 * it.
 */
public final class ListResult<T> extends AbstractList<T> implements CommandResult {
  private final List<T> elements;
  private final Function<? super Screen, String> text;

  /** A list of these elements that the function turns into text for a screen. */
  public ListResult(List<T> elements, Function<? super Screen, String> text) {
    this.elements = PublicCopy.list(elements);
    this.text = text;
  }

  @Override
  public T get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public String show(Screen screen) {
    return text.apply(screen);
  }
}
