package io.nmr.shell.result;

import io.nmr.shell.text.Screen;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/** An immutable list of results, {@link PublicCopy}, which looks as a command wants it to. */
public final class ListResult<T> extends AbstractList<T> implements CommandResult {
  private final List<T> elements;
  private final Function<? super Screen, String> text;

  /** With the text for a screen. */
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
