package io.nmr.benchmark.attach;

import io.nmr.benchmark.bundle.CountingComponent;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.benchmark.bundle.contract.Jobs;
import io.nmr.benchmark.felix.MadeBundle;
import java.util.function.LongSupplier;

/** Bundles with component descriptions, as bnd would write them for Declarative Services. */
final class Components {
  private static final String FILE = "OSGI-INF/components.xml";

  private Components() {}

  /** Delayed components that offer a job each: SCR's default for a component with a service. */
  static MadeBundle providers(int count) {
    StringBuilder components = new StringBuilder();
    for (int number = 0; number < count; number++) {
      components.append(
          """
            <scr:component name="job%d">
              <implementation class="%s"/>
              <service><provide interface="%s"/></service>
            </scr:component>
          """
              .formatted(number, Jobs.Increment.class.getName(), Job.class.getName()));
    }
    return bundle("providers", components.toString());
  }

  /** A component with a dynamic reference to every job. */
  static MadeBundle client(int number) {
    return bundle(
            "client" + number,
            """
              <scr:component name="client%d" immediate="true">
                <implementation class="%s"/>
                <property name="%s" value="bound"/>
                <service><provide interface="%s"/></service>
                <reference name="jobs" interface="%s" cardinality="0..n" policy="dynamic"
                    bind="bind" unbind="unbind"/>
              </scr:component>
            """
                .formatted(
                    number,
                    CountingComponent.class.getName(),
                    Facts.ROLE,
                    LongSupplier.class.getName(),
                    Job.class.getName()))
        .classes(CountingComponent.class);
  }

  private static MadeBundle bundle(String name, String components) {
    return MadeBundle.named(name)
        .header("Import-Package", Job.class.getPackageName())
        .header("Service-Component", FILE)
        .header("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"")
        .text(
            FILE,
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <components xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0">
            %s</components>
            """
                .formatted(components));
  }
}
