package io.nmr.shell.result;

import io.nmr.shell.text.Screen;

/** A result that a person can read: Gogo asks {@link ResultFormat} for the text of it. */
public interface Shown {
  /** The text for that screen, printable, without a newline at its end. */
  String show(Screen screen);

  /** What {@code --json} writes of it, made of what {@link io.nmr.shell.text.Json} knows. */
  default Object json() {
    return this;
  }
}
