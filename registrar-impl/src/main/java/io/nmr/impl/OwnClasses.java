package io.nmr.impl;

import java.util.Collection;
import java.util.LinkedHashSet;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Loads the registrar's classes, and those of its API, before any module can ask for them. Where
 * two threads load one class at the same time, the class loader of Felix 7.0.5 may keep one of the
 * two threads for as long as the loader itself lives, and a thread of a module keeps the module
 * alive (R22). So the registrar's classes are never loaded by a module's thread.
 */
final class OwnClasses {
  private static final String API = "/io/nmr";
  private static final String SUFFIX = ".class";

  private OwnClasses() {}

  /**
   * Loads the classes without initialising them. The bundle's activator calls this before it offers
   * anything.
   */
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
      // The class needs an optional package that is absent. Any user of the class meets and reports
      // it.
    }
  }
}
