package io.nmr.deploy.engine;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleException;

/** An exception in words. */
final class FailureText {
  private static final int DEEPEST = 20; // an exception may name itself as its cause

  private FailureText() {}

  /**
   * The first message and, in brackets, the message of the last cause: {@code port 80 is taken
   * (Address already in use)}. A {@code BundleException} that only wraps what an activator has
   * thrown is left out. An exception is a module's object, whose methods may throw; then the text
   * is the name of its class.
   */
  static String of(Throwable thrown) {
    try {
      return said(thrown);
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  private static String said(Throwable thrown) {
    List<String> said = new ArrayList<>();
    Throwable each = thrown;
    for (int i = 0; i < DEEPEST; i++) {
      Throwable cause = each.getCause();
      String message = each.getMessage();
      boolean isFrameworks = each instanceof BundleException && cause != null;
      boolean isCauses = cause != null && String.valueOf(cause.toString()).equals(message);
      if (message != null && !message.isEmpty() && !isFrameworks && !isCauses) {
        said.add(message);
      }
      if (cause == null) {
        break;
      }
      each = cause;
    }
    return switch (said.size()) {
      case 0 -> String.valueOf(each.toString());
      case 1 -> said.get(0);
      default -> said.get(0) + " (" + said.get(said.size() - 1) + ")";
    };
  }
}
