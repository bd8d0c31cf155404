package io.nmr.impl.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.impl.settings.CurrentSettings;
import io.nmr.impl.settings.Settings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The latest entries of one kind, as many as the settings allow; the latest comes last. Any thread.
 */
final class History<T> {
  private final CurrentSettings settings;
  private final ToIntFunction<Settings> size;

  @GuardedBy("this")
  private final Deque<T> entries = new ArrayDeque<>();

  History(CurrentSettings settings, ToIntFunction<Settings> size) {
    this.settings = settings;
    this.size = size;
  }

  synchronized void add(T entry) {
    entries.addLast(entry);
    trim();
  }

  /** Drops the oldest entries beyond the number that the settings allow. */
  synchronized void trim() {
    int allowed = size.applyAsInt(settings.get());
    while (entries.size() > allowed) {
      entries.removeFirst();
    }
  }

  synchronized List<T> list() {
    return List.copyOf(entries);
  }
}
