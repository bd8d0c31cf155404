package io.nmr.impl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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

  @Test
  void the_core_knows_no_OSGi() {
    noClasses()
        .that()
        .resideInAPackage("io.nmr.impl.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.osgi.framework..", "org.osgi.service..", "io.nmr.impl", "io.nmr.impl.settings..")
        .check(CLASSES);
  }

  @Test
  void the_guard_knows_neither_the_core_nor_a_framework() {
    noClasses()
        .that()
        .resideInAPackage("io.nmr.impl.guard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.nmr.impl.core..", "io.nmr.impl", "org.osgi.framework..")
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
