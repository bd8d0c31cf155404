package io.nmr.impl.core;

import java.io.IOException;

/** Answers with what it is given. */
final class ShapesImpl implements Shapes {
  int nothings;
  Object[] rest = {};

  @Override
  public String echo(String what) {
    return what;
  }

  @Override
  public void nothing() {
    nothings++;
  }

  @Override
  public boolean bool(boolean value) {
    return value;
  }

  @Override
  public byte octet(byte value) {
    return value;
  }

  @Override
  public short small(short value) {
    return value;
  }

  @Override
  public char letter(char value) {
    return value;
  }

  @Override
  public int whole(int value) {
    return value;
  }

  @Override
  public long big(long value) {
    return value;
  }

  @Override
  public float single(float value) {
    return value;
  }

  @Override
  public double real(double value) {
    return value;
  }

  @Override
  public int[] array(int... values) {
    return values;
  }

  @Override
  public <E extends Enum<E>> E generic(E value) {
    return value;
  }

  @Override
  public String join(String first, Object... others) {
    rest = others;
    return first + others.length;
  }

  @Override
  public void failing(Throwable failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
