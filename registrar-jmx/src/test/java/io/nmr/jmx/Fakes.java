package io.nmr.jmx;

import io.nmr.deploy.Deployer;
import io.nmr.runtime.RegistrarRuntime;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A registrar's MBean in a server of its own, over a registrar and a deployer that a test makes.
 */
final class Fakes {
  private Fakes() {}

  /** The server, with the MBean in it. */
  static MBeanServer server(InvocationHandler runtime, InvocationHandler deployer)
      throws Exception {
    ServiceReference<?> reference =
        proxy(ServiceReference.class, (self, method, arguments) -> null);
    Deployer service = proxy(Deployer.class, deployer);
    BundleContext context =
        proxy(
            BundleContext.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getServiceReference" -> reference;
                  case "getService" -> service;
                  default -> null;
                });
    MBeanServer server = MBeanServerFactory.newMBeanServer();
    server.registerMBean(
        new RegistrarBean(
            proxy(RegistrarRuntime.class, runtime), new Deployments(context), Notifier.of("test")),
        name());
    return server;
  }

  static ObjectName name() throws Exception {
    return new ObjectName("io.nmr:type=Registrar,framework=test");
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Fakes.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
