package io.nmr.itest.chaos;

import io.nmr.itest.Osgi;
import io.nmr.itest.TestBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A place for one bundle, which comes and goes there. */
final class Slot {
  private static final String CHAOS = TestBundle.FIXTURE + "chaos.";
  static final String TALLY = CHAOS + "tally";
  private static final String COMPONENT = "component-";
  private static final String CONTRACT = CHAOS + "contract";

  /** What makes the bundle. */
  private interface Source {
    Bundle install() throws Exception;
  }

  private final String name;
  private final Source source;
  private final byte[] jar; // null: it is updated from where it was installed
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private volatile Bundle bundle;

  private Slot(String name, Source source, byte[] jar) {
    this.name = name;
    this.source = source;
    this.jar = jar;
  }

  /** The interfaces of the chaos' modules. */
  static TestBundle contract() {
    return new TestBundle("chaos-contract")
        .withPackage(CONTRACT)
        .header("Import-Package", "io.nmr," + TALLY)
        .header("Export-Package", CONTRACT);
  }

  /** A module with those parts. */
  static Slot module(Osgi osgi, String name, String parts) throws IOException {
    return of(osgi, module(name, parts, "ChaosModule"));
  }

  /** One that unloads itself. */
  static Slot selfModule(Osgi osgi, String name, String parts) throws IOException {
    return of(osgi, module(name, parts, "SelfChaosModule").header("Nmr-Unload", "self"));
  }

  /**
   * A component of Declarative Services.
   *
   * @param reference the attributes of its reference to the registrar
   */
  private static Slot component(Osgi osgi, String name, String parts, String type, String reference)
      throws IOException {
    String component =
        """
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%1$s"
            immediate="true" activate="activate" deactivate="deactivate">
          <implementation class="%1$s"/>
          <reference name="registrar" interface="io.nmr.Registrar" %2$s/>
        </scr:component>
        """
            .formatted(CHAOS + "module." + type, reference);
    return of(
        osgi,
        module(name, parts)
            .header("Service-Component", "OSGI-INF/component.xml")
            .withFile("OSGI-INF/component.xml", component));
  }

  private static TestBundle module(String name, String parts, String activator) {
    return module(name, parts).header("Bundle-Activator", CHAOS + "module." + activator);
  }

  private static TestBundle module(String name, String parts) {
    return new TestBundle(name)
        .withPackage(CHAOS + "module")
        .header("Import-Package", "io.nmr,io.nmr.util,org.osgi.framework," + CONTRACT + "," + TALLY)
        .header("Itest-Parts", parts);
  }

  private static Slot of(Osgi osgi, TestBundle made) throws IOException {
    try (InputStream content = made.open()) {
      return new Slot(made.name(), () -> osgi.install(made), content.readAllBytes());
    }
  }

  /** The registrar's own. */
  static Slot registrar(Osgi osgi) {
    return new Slot("registrar", osgi::installRegistrar, null);
  }

  /** All kinds of modules. */
  static List<Slot> modules(Osgi osgi) throws IOException {
    return List.of(
        module(osgi, "provider-1", "provider"),
        module(osgi, "provider-2", "provider,twice"),
        module(osgi, "client-1", "client"),
        module(osgi, "client-2", "client,set"),
        module(osgi, "set", "set"),
        module(osgi, "both-1", "provider,client"),
        module(osgi, "both-2", "provider,client,set,twice"),
        selfModule(osgi, "self-provider", "provider"),
        selfModule(osgi, "self-client", "client,set"),
        selfModule(osgi, "self-both", "provider,client,set"),
        component(
            osgi,
            COMPONENT + "closes",
            "provider,client",
            "ClosingComponent",
            "field=\"registrar\" scope=\"prototype_required\""),
        component(
            osgi,
            COMPONENT + "held",
            "provider,client,twice",
            "HeldComponent",
            "bind=\"bind\" unbind=\"unbind\" policy=\"dynamic\" cardinality=\"0..1\""));
  }

  /** Whether Declarative Services register it, again with each registrar. */
  boolean isComponent() {
    return name.startsWith(COMPONENT);
  }

  /** For who is to be the only one to do something here. */
  ReentrantLock lock() {
    return lock;
  }

  /** One operation here, which others may meet. */
  final class Operation {
    private final long number = begun.incrementAndGet();
    private final boolean wasAlone = ended.get() == number - 1;

    /** Whether another one was under way at any time since. */
    boolean hasMetAnother() {
      return !wasAlone || begun.get() > number;
    }

    void end() {
      ended.incrementAndGet();
    }
  }

  Operation begin() {
    return new Operation();
  }

  /** Null if there is none now. */
  Bundle bundle() {
    return bundle;
  }

  void install() throws Exception {
    bundle = source.install();
  }

  void update(Bundle installed) throws BundleException {
    if (jar == null) {
      installed.update();
    } else {
      installed.update(new ByteArrayInputStream(jar));
    }
  }

  void uninstall() throws BundleException {
    Bundle installed = bundle;
    bundle = null;
    installed.uninstall();
  }

  @Override
  public String toString() {
    return name;
  }
}
