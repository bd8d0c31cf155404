package io.nmr.impl;

import java.lang.reflect.Method;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Runs Lincheck: random scenarios of a few operations on each of two threads, each under many
 * interleavings. The results must be those that some order of the same operations gives on the
 * specification.
 */
public final class Lincheck {
  private static final boolean IS_LONG =
      !System.getProperty("stress.mode", "sanity").equals("sanity");

  private static final String CONCURRENT_MAP = "java.util.concurrent.ConcurrentHashMap";

  private static final String STACK_ROOM = "io.nmr.impl.threads.StackRoom";

  /**
   * Long enough that a thread which gets no processor for a while is not taken for one that hangs.
   */
  private static final long PATIENCE_MILLIS = 120_000;

  private Lincheck() {}

  /** Tries interleavings that the model checker chooses; its memory is sequentially consistent. */
  public static void modelCheck(Class<?> test, Class<?> specification) {
    check(modelChecking(50), 4, test, specification);
  }

  /** Model-checks code that is broken on purpose, for longer; ends with the first error found. */
  public static void modelCheckTheBroken(Class<?> test, Class<?> specification) {
    check(modelChecking(200), 50, test, specification);
  }

  /** Model-checks operations that take long: the given scenarios, then a few random ones. */
  public static void modelCheckBriefly(
      Class<?> test, Class<?> specification, List<ExecutionScenario> first) {
    check(withScenarios(modelChecking(20), first), 2, test, specification);
  }

  /** The steps inside the JDK's maps are not interleaved: they are not under test. */
  private static Options<?, ?> modelChecking(int shortly) {
    return new ModelCheckingOptions()
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(name -> name.startsWith(CONCURRENT_MAP))
                .allMethods()
                .treatAsAtomic())
        .addGuarantee(
            // It recurses only to fill the stack, which looks like an endless loop.
            ManagedStrategyGuaranteeKt.forClasses(STACK_ROOM).allMethods().ignore())
        .invocationsPerIteration(IS_LONG ? 5_000 : shortly);
  }

  /** Tries the interleavings that the machine happens to make. */
  public static void stress(Class<?> test, Class<?> specification) {
    stress(test, specification, List.of());
  }

  /** Tries the interleavings that the machine happens to make, of the given scenarios first. */
  public static void stress(Class<?> test, Class<?> specification, List<ExecutionScenario> first) {
    StressOptions options = new StressOptions().invocationsPerIteration(IS_LONG ? 10_000 : 150);
    check(withScenarios(options, first), 4, test, specification);
  }

  /**
   * A scenario of operations without parameters: those before, and those of two threads at once.
   */
  public static ExecutionScenario scenario(
      Class<?> test, List<String> before, List<String> one, List<String> other) {
    return new ExecutionScenario(
        actors(test, before), List.of(actors(test, one), actors(test, other)), List.of(), null);
  }

  private static List<Actor> actors(Class<?> test, List<String> operations) {
    return operations.stream().map(name -> new Actor(operation(test, name), List.of())).toList();
  }

  private static Method operation(Class<?> test, String name) {
    try {
      return test.getMethod(name);
    } catch (NoSuchMethodException misspelt) {
      throw new IllegalArgumentException(misspelt);
    }
  }

  private static Options<?, ?> withScenarios(
      Options<?, ?> options, List<ExecutionScenario> scenarios) {
    scenarios.forEach(options::addCustomScenario);
    return options;
  }

  private static void check(
      Options<?, ?> options, int scenariosShortly, Class<?> test, Class<?> specification) {
    options.invocationTimeout$lincheck(PATIENCE_MILLIS);
    options.iterations(IS_LONG ? 60 : scenariosShortly);
    options.threads(2);
    options.actorsPerThread(4);
    options.actorsBefore(0);
    options.actorsAfter(0);
    options.sequentialSpecification(specification);
    options.check(test);
  }
}
