package io.nmr.impl.core;

import io.nmr.Side;
import io.nmr.impl.Lincheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two clients and two providers in one table, against {@link NpiTableSpec}. */
@Param(name = "any", gen = IntGen.class, conf = "0:3")
@Param(name = "oneOfTwo", gen = IntGen.class, conf = "0:1")
public class NpiTableLincheckTest {
  private final NpiTable table = Parts.table();
  private final Parts parts = new Parts(new Parts.NoThreads());
  private final List<CoreRegistration> all = new ArrayList<>();
  private final List<CoreBinding> pairs = new ArrayList<>();
  private final Set<Integer> asked = new HashSet<>();
  private final Set<Integer> come = new HashSet<>();

  public NpiTableLincheckTest() {
    for (int number = 0; number < 4; number++) {
      all.add(parts.registration(table, NpiTableSpec.sideOf(number), number));
    }
  }

  // The registering thread expects its registration and then opens it, so one thread does both.

  @Operation(nonParallelGroup = "registering")
  public boolean expect(@Param(name = "any") int number) {
    if (asked.contains(number) || !table.expect(all.get(number))) {
      return false;
    }
    return asked.add(number);
  }

  @Operation(nonParallelGroup = "registering")
  public String open(@Param(name = "any") int number) {
    if (!asked.contains(number) || !come.add(number)) {
      return "not expected";
    }
    return table.open(all.get(number)).stream().map(all::indexOf).toList().toString();
  }

  // Only the thread that made a pair takes it apart, so one thread does both.

  @Operation(nonParallelGroup = "pairs")
  public boolean pair(
      @Param(name = "oneOfTwo") int client, @Param(name = "oneOfTwo") int provider) {
    CoreBinding pair = table.pair(all.get(client), all.get(provider + 2));
    if (pair != null) {
      pairs.add(pair);
    }
    return pair != null;
  }

  @Operation(nonParallelGroup = "pairs")
  public void unpair(@Param(name = "oneOfTwo") int client, @Param(name = "oneOfTwo") int provider) {
    for (CoreBinding pair : pairs) {
      if (name(pair).equals(NpiTableSpec.name(client, provider + 2))) {
        pairs.remove(pair);
        table.unlink(pair);
        return;
      }
    }
  }

  private String name(CoreBinding pair) {
    return NpiTableSpec.name(
        all.indexOf(pair.client.registration), all.indexOf(pair.provider.registration));
  }

  @Operation
  public void close(@Param(name = "any") int number) {
    table.close(all.get(number));
  }

  @Operation
  public boolean finish(@Param(name = "any") int number) {
    return table.finish(all.get(number));
  }

  @Operation
  public String bindingsOf(@Param(name = "any") int number) {
    return table.bindingsOf(all.get(number)).stream().map(this::name).toList().toString();
  }

  @Operation
  public int openCount(Side side) {
    return table.openCount(side);
  }

  @Operation
  public int registrations() {
    return table.registrations().size();
  }

  @Operation
  public boolean retireIfEmpty() {
    return table.retireIfEmpty();
  }

  @Tag("full")
  @Test
  void model_checked() {
    Lincheck.modelCheck(NpiTableLincheckTest.class, NpiTableSpec.class);
  }

  @Test
  void under_stress() {
    Lincheck.stress(NpiTableLincheckTest.class, NpiTableSpec.class);
  }
}
