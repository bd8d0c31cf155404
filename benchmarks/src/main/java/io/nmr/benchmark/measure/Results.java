package io.nmr.benchmark.measure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The figures of one run, in the order in which they are shown. One thread. */
public final class Results {
  private final List<Measure> measures = new ArrayList<>();

  /** Adds a figure. */
  public void add(Measure measure) {
    if (find(measure.block(), measure.subject(), measure.setting()).isPresent()) {
      throw new IllegalArgumentException("measured twice: " + measure);
    }
    measures.add(measure);
  }

  /** All figures. */
  public List<Measure> all() {
    return List.copyOf(measures);
  }

  /** The figures of that block. */
  public List<Measure> of(Block block) {
    return measures.stream().filter(each -> each.block() == block).toList();
  }

  /** The rows of that block. */
  public List<String> subjects(Block block) {
    return List.copyOf(new LinkedHashSet<>(of(block).stream().map(Measure::subject).toList()));
  }

  /** The columns of that block. */
  public List<String> settings(Block block) {
    return List.copyOf(new LinkedHashSet<>(of(block).stream().map(Measure::setting).toList()));
  }

  /** One cell, if it was measured. */
  public Optional<Measure> find(Block block, String subject, String setting) {
    return measures.stream()
        .filter(
            each ->
                each.block() == block
                    && each.subject().equals(subject)
                    && each.setting().equals(setting))
        .findFirst();
  }

  /** The median of one cell, if it was measured. */
  public OptionalDouble median(Block block, String subject, String setting) {
    return find(block, subject, setting).stream()
        .mapToDouble(each -> each.figure().median())
        .findFirst();
  }

  /** The figure divided by the reference's; empty if the reference has none or zero. */
  public OptionalDouble ratio(Measure measure) {
    OptionalDouble reference =
        median(measure.block(), measure.block().reference(), measure.setting());
    return reference.isEmpty() || reference.getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(measure.figure().median() / reference.getAsDouble());
  }
}
