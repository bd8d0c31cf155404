package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The callee, in four classes, so that a call site can have four implementations. */
abstract class Target implements Work {
  private Work self = this;

  /** A new object of one of the four classes. */
  static Target of(int index) {
    return switch (index) {
      case 0 -> new Plus();
      case 1 -> new Minus();
      case 2 -> new And();
      default -> new Or();
    };
  }

  /** Sets the protection through which nested calls go. */
  void callItselfThrough(Work protectedSelf) {
    self = protectedSelf;
  }

  @Override
  public int nested(int value) {
    return self.sync(value) + 1;
  }

  @Override
  public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
    return answer;
  }

  private static final class Plus extends Target {
    @Override
    public int sync(int value) {
      return value + 1;
    }
  }

  private static final class Minus extends Target {
    @Override
    public int sync(int value) {
      return value - 1;
    }
  }

  private static final class And extends Target {
    @Override
    public int sync(int value) {
      return value & 0xff;
    }
  }

  private static final class Or extends Target {
    @Override
    public int sync(int value) {
      return value | 1;
    }
  }
}
