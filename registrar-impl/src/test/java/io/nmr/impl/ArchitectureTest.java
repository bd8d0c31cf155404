package io.nmr.impl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point one way, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.nmr");

  /** Each package and those of ours that it may use, besides the API. */
  @Test
  void each_package_uses_only_those_below_it() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.nmr.impl..", "io.nmr.local..")
        .layer("osgi")
        .definedBy("io.nmr.impl")
        .layer("local")
        .definedBy("io.nmr.local")
        .layer("core")
        .definedBy("io.nmr.impl.core")
        .layer("journal")
        .definedBy("io.nmr.impl.journal")
        .layer("settings")
        .definedBy("io.nmr.impl.settings")
        .layer("threads")
        .definedBy("io.nmr.impl.threads")
        .layer("guard")
        .definedBy("io.nmr.impl.guard")
        .whereLayer("osgi")
        .mayOnlyAccessLayers("core", "journal", "settings")
        .whereLayer("local")
        .mayOnlyAccessLayers("core", "journal", "settings")
        .whereLayer("core")
        .mayOnlyAccessLayers("journal", "settings", "threads", "guard")
        .whereLayer("journal")
        .mayOnlyAccessLayers("settings")
        .whereLayer("settings")
        .mayOnlyAccessLayers("guard") // it checks the barrier that is asked for
        .whereLayer("threads")
        .mayOnlyAccessLayers("guard") // it must know which threads are virtual
        .whereLayer("guard")
        .mayNotAccessAnyLayer()
        .ensureAllClassesAreContainedInArchitectureIgnoring(
            "io.nmr",
            "io.nmr.runtime",
            "io.nmr.util",
            "io.nmr.log..",
            "io.nmr.text",
            "io.nmr.console")
        .check(CLASSES);
  }

  /** The one thing of OSGi's below the bundle itself is a filter, in the rules of the settings. */
  @Test
  void the_protocol_knows_no_OSGi() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.nmr.impl.core", "io.nmr.impl.journal", "io.nmr.impl.threads", "io.nmr.impl.guard")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.osgi.framework..", "org.osgi.service..")
        .check(CLASSES);
  }

  @Test
  void the_api_knows_no_implementation() {
    noClasses()
        .that()
        .resideInAnyPackage("io.nmr", "io.nmr.runtime", "io.nmr.util")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.nmr.impl..", "io.nmr.local..")
        .check(CLASSES);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("io.nmr.impl.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
