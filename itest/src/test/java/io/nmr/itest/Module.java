package io.nmr.itest;

import java.util.function.Function;
import org.osgi.framework.Bundle;

/** A started fixture. */
final class Module {
  private final Osgi osgi;
  private final Bundle bundle;

  Module(Osgi osgi, Bundle bundle) {
    this.osgi = osgi;
    this.bundle = bundle;
  }

  Bundle bundle() {
    return bundle;
  }

  String name() {
    return bundle.getSymbolicName();
  }

  /** Its commands; good to call while it is being stopped. */
  Function<Object, Object> commands() throws Exception {
    return osgi.function(name());
  }

  /** Calls its first peer. */
  Object call(String argument) throws Exception {
    return commands().apply(argument);
  }

  /** The same, on a thread of its own. */
  Doing calling(String argument) throws Exception {
    Function<Object, Object> commands = commands();
    return Doing.begin("call " + argument + " by " + name(), () -> commands.apply(argument));
  }

  /** Stops the bundle on a thread of its own. */
  Doing stopping() {
    return Doing.run("stop " + name(), bundle::stop);
  }

  void assertHeld(Doing stop) {
    Held.assertHeld(osgi.runtime(), bundle, stop);
  }
}
