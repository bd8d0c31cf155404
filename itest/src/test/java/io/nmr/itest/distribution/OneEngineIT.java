package io.nmr.itest.distribution;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The shell, JMX and the folder are faces of one engine: nothing else that we distribute stops,
 * updates, uninstalls or refreshes a bundle.
 */
@Tag("distribution")
class OneEngineIT {
  private static final Path BUNDLES = Path.of(System.getProperty("itest.distribution"), "bundles");

  @Test
  void nothing_but_the_deployer_takes_a_bundle_away() throws Exception {
    JavaClasses classes = new ClassFileImporter().importJars(jars());
    assertThat(classes.contain("io.nmr.deploy.engine.Engine")).isTrue();

    noClasses()
        .that()
        .resideInAPackage("io.nmr..")
        .and()
        .resideOutsideOfPackage("io.nmr.deploy..")
        .should()
        .accessTargetWhere(
            target(nameMatching("stop|update|uninstall|refreshBundles"))
                .and(target(owner(nameMatching("org\\.osgi\\.framework\\..*(Bundle|Wiring)")))))
        .check(classes);
  }

  private static List<JarFile> jars() throws Exception {
    try (Stream<Path> files = Files.list(BUNDLES)) {
      List<Path> ours =
          files
              .filter(it -> it.getFileName().toString().matches("\\d-(registrar|console)-.*"))
              .toList();
      assertThat(ours).hasSizeGreaterThan(5);
      List<JarFile> jars = new java.util.ArrayList<>();
      for (Path each : ours) {
        jars.add(new JarFile(each.toFile()));
      }
      return jars;
    }
  }
}
