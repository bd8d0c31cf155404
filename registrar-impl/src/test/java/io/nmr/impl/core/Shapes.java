package io.nmr.impl.core;

import java.io.IOException;
import java.util.List;

/** Functions of every shape. */
public interface Shapes extends Echo<String> {
  void nothing();

  boolean bool(boolean value);

  byte octet(byte value);

  short small(short value);

  char letter(char value);

  int whole(int value);

  long big(long value);

  float single(float value);

  double real(double value);

  int[] array(int... values);

  <E extends Enum<E>> E generic(E value);

  String join(String first, Object... rest);

  void failing(Throwable failure) throws IOException;

  @Override
  default List<String> twice(String what) {
    return Echo.super.twice(what + "!");
  }

  static String notACall() {
    return "static";
  }
}
