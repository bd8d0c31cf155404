package io.nmr.impl;

import java.util.Collection;
import java.util.LinkedHashSet;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Loads the registrar's classes, and those of its API, before any module can ask for them. Where
 * two threads load one class at the same time, the class loader of Felix 7.0.5 may keep one of them
 * for as long as it lives itself, and a module's own thread keeps the module (R22). So no thread of
 * a module is the one that loads ours.
 */
final class OwnClasses {
  private static final String API = "/io/nmr";
  private static final String SUFFIX = ".class";

  private OwnClasses() {}

  /** In the bundle's activator, before it offers anything. Initialises none of them. */
  static void load(BundleWiring wiring) {
    Collection<String> all = new LinkedHashSet<>();
    int below = BundleWiring.LISTRESOURCES_RECURSE;
    all.addAll(wiring.listResources("/", "*" + SUFFIX, below | BundleWiring.LISTRESOURCES_LOCAL));
    all.addAll(wiring.listResources(API, "*" + SUFFIX, below));
    for (String each : all) {
      load(each, wiring.getClassLoader());
    }
  }

  private static void load(String resource, ClassLoader loader) {
    String name = resource.substring(0, resource.length() - SUFFIX.length()).replace('/', '.');
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError notHere) {
      // Of an optional package that is absent. Whoever needs it meets the same, and says so.
    }
  }
}
