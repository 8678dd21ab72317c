using System.Text.Json.Nodes;
using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Conformance.Generate;

/// <summary>What a strict run shows of time and chance.</summary>
internal static class DeterminismVectors
{
    private const ulong Second = 1_000_000_000;

    public static VectorSet Make()
    {
        var set = new VectorSet("determinism", "Clocks and random numbers of strict runs (SPEC, 6.4). Seeds and bytes are hexadecimal; `requests` are counts of bytes, asked one after the other.");
        Clock(set, "start", "A run begins at 0, and a reading takes a microsecond.", Monotonic, Monotonic, Monotonic);
        Clock(set, "wait", "Waiting moves the clock to the instant that was waited for.", Monotonic, Until(5 * Second), Monotonic);
        Clock(set, "wait-past", "What is past is not waited for.", Until(9000), Monotonic, Until(2000), Monotonic);
        Clock(set, "wall", "The wall shows the first second of 2000 plus that.", Wall, Wall);
        Clock(set, "one-clock", "Reading either clock moves both.", Wall, Monotonic, Wall);
        Clock(set, "carry", "Nanoseconds are carried into seconds.", Until((3 * Second) - 1000), Wall, Wall);
        Clock(set, "spin", "Who spins gets on.", [.. Enumerable.Repeat(Monotonic, 10)]);

        byte[] zero = BitConverter.GetBytes(0ul), one = BitConverter.GetBytes(1ul);
        Random(set, "first", "A seed that is a number is its eight bytes, little-endian.", zero, "app", "secure", 32);
        Random(set, "seed", "Another seed gives other bytes.", one, "app", "secure", 32);
        Random(set, "instance", "So does another instance.", zero, "app/db", "secure", 32);
        Random(set, "root", "The root has the empty path.", zero, string.Empty, "secure", 32);
        Random(set, "purpose", "And another purpose.", zero, "app", "insecure", 32);
        Random(set, "insecure-seed", "The seed for tables is of a third.", zero, "app", "seed", 8, 8);
        Random(set, "cut", "A request is not the beginning of a longer one that follows another.", zero, "app", "secure", 1, 31);
        Random(set, "twice", "Two requests of 16 are not one of 32.", zero, "app", "secure", 16, 16);
        Random(set, "long", "A request may be longer than a block.", zero, "app", "secure", 100);
        Random(set, "nothing", "A request of nothing moves the generator, too.", zero, "app", "secure", 0, 32);
        Random(set, "lengths", "Parts cannot run into each other: each has its length before it.", zero, "ap", "psecure", 32);
        Random(set, "seed-of-bytes", "A seed may be any bytes.", "a seed of bytes"u8.ToArray(), "app", "secure", 32);
        Random(set, "no-seed", "Or none.", [], "app", "secure", 32);
        return set;
    }

    private static JsonObject Monotonic => new() { ["read"] = "monotonic" };

    private static JsonObject Wall => new() { ["read"] = "wall" };

    private static JsonObject Until(ulong instant) => new() { ["wait-until"] = instant };

    private static HostServices Strict(byte[] seed) => HostServices.Strict(seed, ClosedSource.Instance, ClosedSink.Instance, ClosedSink.Instance, NoFiles.Instance);

    private static void Clock(VectorSet set, string name, string statement, params JsonObject[] steps)
    {
        HostServices services = Strict([]);
        var readings = new JsonArray();
        foreach (JsonObject step in steps)
        {
            if (step["wait-until"] is { } until)
            {
                services.MonotonicClock.WaitUntilAsync(until.GetValue<ulong>(), default).AsTask().Wait();
            }
            else if (step["read"]!.GetValue<string>() == "wall")
            {
                Timestamp now = services.WallClock.Now();
                readings.Add((JsonNode)new JsonObject { ["seconds"] = now.Seconds, ["nanoseconds"] = now.Nanoseconds });
            }
            else
            {
                readings.Add((JsonNode)services.MonotonicClock.Now());
            }
        }

        set.Add("clock-" + name, "exec.clocks", statement, new JsonObject { ["clock"] = new JsonArray([.. steps.Select(step => step.DeepClone())]) }, new JsonObject { ["readings"] = readings });
    }

    private static void Random(VectorSet set, string name, string statement, byte[] seed, string instance, string purpose, params int[] requests)
    {
        IRandomSource source = Strict(seed).Random(new InstancePath(instance), purpose);
        var given = new JsonArray();
        foreach (int count in requests)
        {
            byte[] bytes = new byte[count];
            source.Fill(bytes);
            given.Add((JsonNode)VectorSet.Hex(bytes));
        }

        set.Add(
            "random-" + name, "exec.random", statement,
            new JsonObject { ["seed"] = VectorSet.Hex(seed), ["instance"] = instance, ["purpose"] = purpose, ["requests"] = new JsonArray([.. requests.Select(count => (JsonNode)count)]) },
            new JsonObject { ["bytes"] = given });
    }
}
