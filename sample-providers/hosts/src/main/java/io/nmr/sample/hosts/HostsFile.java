package io.nmr.sample.hosts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The table in a hosts file: each line has an address and the names of that address; a comment
 * begins with {@code #}. A name may stand on several lines. A line without a valid address is
 * skipped, as the C library does. {@code localhost} is known even with an empty file (RFC 6761).
 * Immutable.
 */
final class HostsFile {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?=\\d)|$)){4}");

  private final Map<String, List<String>> addresses;

  private HostsFile(Map<String, List<String>> addresses) {
    this.addresses = addresses;
  }

  static HostsFile parse(List<String> lines) {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    for (String line : lines) {
      List<String> words = words(line);
      if (words.size() < 2 || !isAddress(words.get(0))) {
        continue;
      }
      for (String name : words.subList(1, words.size())) {
        found.computeIfAbsent(key(name), any -> new LinkedHashSet<>()).add(words.get(0));
      }
    }
    found.computeIfAbsent("localhost", any -> new LinkedHashSet<>(List.of("127.0.0.1", "::1")));
    Map<String, List<String>> fixed = new LinkedHashMap<>();
    found.forEach((name, of) -> fixed.put(name, List.copyOf(new ArrayList<>(of))));
    return new HostsFile(Collections.unmodifiableMap(fixed));
  }

  private static List<String> words(String line) {
    int comment = line.indexOf('#');
    String text = (comment < 0 ? line : line.substring(0, comment)).strip();
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\\s+"));
  }

  /** Whether the text is a literal address; nothing is looked up. */
  private static boolean isAddress(String text) {
    if (IPV4.matcher(text).matches()) {
      return true;
    }
    if (text.indexOf(':') < 0) {
      return false;
    }
    int zone = text.indexOf('%');
    try {
      // Text in brackets is parsed as an IPv6 literal or refused; it is never looked up as a name.
      InetAddress.getByName("[" + (zone < 0 ? text : text.substring(0, zone)) + "]");
      return true;
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** The addresses of a name, in the file's order; case and a trailing dot do not matter. */
  Optional<List<String>> addresses(String name) {
    return Optional.ofNullable(addresses.get(key(name)));
  }

  /** How many names it knows. */
  int size() {
    return addresses.size();
  }
}
