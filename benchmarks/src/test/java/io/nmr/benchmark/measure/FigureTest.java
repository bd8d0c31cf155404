package io.nmr.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void the_median_of_an_even_number_is_between_the_two_in_the_middle() {
    assertThat(Figure.of(4, 1, 3, 2)).isEqualTo(new Figure(2.5, 4, 4));
  }

  @Test
  void nine_of_ten_are_at_or_below_the_90th_percentile() {
    assertThat(Figure.of(10, 9, 8, 7, 6, 5, 4, 3, 2, 1)).isEqualTo(new Figure(5.5, 9, 10));
  }

  @Test
  void a_single_sample_is_both() {
    assertThat(Figure.of(7)).isEqualTo(new Figure(7, 7, 1));
  }

  @Test
  void nothing_is_no_figure() {
    assertThatThrownBy(Figure::of).isInstanceOf(IllegalArgumentException.class);
  }
}
