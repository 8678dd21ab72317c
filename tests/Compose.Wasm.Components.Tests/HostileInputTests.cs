using Compose.Testing;

namespace Compose.Wasm.Components.Tests;

/// <summary>Bad input ends in an error with an offset: never a crash, never a hang, never much memory.</summary>
public sealed class HostileInputTests
{
    private static readonly ComponentOptions s_deferred = new() { DeferFunctionBodies = true, Features = ComponentFeatures.All };

    public static TheoryData<string> SmallGuests()
    {
        var data = new TheoryData<string>();
        foreach (string name in new[] { "p3-stackful", "p3-sync-lift", "pass", "echo", "c-filter", "zoo", "p3-hello", "kv-prefix", "files" })
        {
            data.Add(name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SmallGuests))]
    public void Truncation_Anywhere_IsAnErrorWithAnOffset(string guest)
    {
        byte[] bytes = Guests.Read(guest);
        var random = new Random(guest.Length * 7919);
        for (int i = 0; i < 150; i++)
        {
            int length = random.Next(bytes.Length);
            ComposeException? error = Judge(bytes.AsMemory(0, length));
            if (error is null)
            {
                // A cut between two sections can leave a valid component.
                Assert.True(length >= 8);
                continue;
            }

            Assert.InRange(error.Error.Where?.Offset ?? -1, 0, length);
        }
    }

    [Theory]
    [MemberData(nameof(SmallGuests))]
    public void Mutation_OfBytesOutsideCode_IsAcceptedOrAnErrorWithAnOffset(string guest)
    {
        byte[] original = Guests.Read(guest);
        List<Range> outside = OutsideModules(original);
        var random = new Random(guest.Length * 104729);
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = (byte[])original.Clone();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                (int start, int length) = outside[random.Next(outside.Count)].GetOffsetAndLength(bytes.Length);
                bytes[start + random.Next(length)] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)random.Next(8),
                    _ => 0xff,
                };
            }

            ComposeException? error = Judge(bytes);
            if (error is not null)
            {
                refused++;
                Assert.InRange(error.Error.Where?.Offset ?? -1, 0, bytes.Length);
            }
        }

        Assert.True(refused > 50, $"only {refused} of 400 were refused");
    }

    [Fact]
    public void Section_WithALyingSize_IsMalformed()
    {
        byte[] bytes = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 7, 4, 1, 0x70, 0x7d];
        Assert.Equal(ErrorCodes.Component.Malformed, Judge(bytes)!.Error.Code);
        bytes = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 7, 2, 1, 0x70, 0x7d];
        Assert.Equal(ErrorCodes.Component.Malformed, Judge(bytes)!.Error.Code);
    }

    [Fact]
    public void Count_FarBeyondTheBytes_AllocatesNothing()
    {
        byte[] bytes = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 7, 6, 1, 0x42, 0xff, 0xff, 0x3f, 0x00];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(Judge(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void InstanceTypes_TenThousandDeep_AreRefused()
    {
        // (type (instance (type (instance …))))
        var body = new List<byte> { 0x42, 0x00 };
        for (int i = 0; i < 10_000; i++)
        {
            body.InsertRange(0, [0x42, 0x01, 0x01]);
        }

        var writer = new WasmWriter();
        writer.WriteBytes([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
        int section = writer.BeginSection(7);
        writer.WriteVarU32(1);
        writer.WriteBytes(body.ToArray());
        writer.EndSized(section);
        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(writer.ToArray())!.Error.Code);
    }

    [Fact]
    public void Components_TenThousandDeep_AreRefusedOrRead()
    {
        byte[] bytes = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
        for (int i = 0; i < 10_000; i++)
        {
            var writer = new WasmWriter(bytes.Length + 32);
            writer.WriteBytes([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
            writer.WriteSection(4, bytes);
            bytes = writer.ToArray();
            if (i == 900)
            {
                Assert.Null(Judge(bytes));
            }
        }

        var boundless = s_deferred with { Limits = new ComponentLimits { ModulesAndComponents = 100_000, ComponentDepth = 100_000 } };
        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(bytes)!.Error.Code);

        // Without limits the stack still holds or is found to be too small.
        ComposeException? error = null;
        var thread = new Thread(() => error = Judge(bytes, boundless), 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(ErrorCodes.Component.LimitExceeded, error!.Error.Code);
    }

    [Fact]
    public void ValueTypes_ThatNestForever_AreRefused()
    {
        var b = new ComponentBuilder();
        TypeIndex type = b.List(PrimitiveKind.U8);
        for (int i = 0; i < 10_000; i++)
        {
            type = b.List(type);
        }

        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(b.ToArray())!.Error.Code);
    }

    [Fact]
    public void ValueTypes_ThatDoubleForever_AreRefusedFast()
    {
        var b = new ComponentBuilder();
        TypeIndex type = b.Tuple([PrimitiveKind.U8, PrimitiveKind.U8]);
        for (int i = 0; i < 90; i++)
        {
            type = b.Tuple([type, type]);
        }

        // Work that doubled with each level would not end.
        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(b.ToArray())!.Error.Code);
    }

    /// <summary>Each level instantiates the one below twice and exports both: the type doubles, the work must not.</summary>
    [Fact]
    public void Instantiations_ThatDoubleForever_AreRefusedFast()
    {
        var b = new ComponentBuilder();
        TypeIndex resource = b.Resource();
        b.ExportType("r", resource);
        byte[] bytes = b.ToArray();
        ComposeException? error = null;
        int levels = 0;
        for (; levels < 40 && error is null; levels++)
        {
            var outer = new ComponentBuilder();
            ComponentIndex inner = outer.Component(bytes);
            outer.ExportInstance("a", outer.Instantiate(inner, []));
            outer.ExportInstance("b", outer.Instantiate(inner, []));
            bytes = outer.ToArray();
            error = Judge(bytes);
        }

        // Refused where the type is larger than a million, so that no level costs more than that.
        Assert.Equal(ErrorCodes.Component.LimitExceeded, error!.Error.Code);
        Assert.InRange(levels, 10, 21);
    }

    [Fact]
    public void BagsOfExports_ThatNestForever_AreRefused()
    {
        var b = new ComponentBuilder();
        InstanceIndex bag = b.Instance([]);
        for (int i = 0; i < 4_000; i++)
        {
            bag = b.Instance([new NamedItem("a", bag)]);
        }

        b.ExportInstance("deep", bag);
        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(b.ToArray())!.Error.Code);
    }

    [Fact]
    public void InstanceTypes_AHundredDeep_AreAcceptedAndMoreAreNot()
    {
        static byte[] Nested(int levels)
        {
            var b = new ComponentBuilder();
            var inner = new InstanceTypeBuilder();
            for (int i = 1; i < levels; i++)
            {
                var outer = new InstanceTypeBuilder();
                outer.ExportInstance("a", outer.Define(inner));
                inner = outer;
            }

            b.ImportInstance("deep", b.Define(inner));
            return b.ToArray();
        }

        Assert.Null(Judge(Nested(98)));
        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(Nested(101))!.Error.Code);
    }

    [Fact]
    public void Instances_BeyondTheLimit_AreRefused()
    {
        var b = new ComponentBuilder();
        TypeIndex type = b.Define(new InstanceTypeBuilder());
        for (int i = 0; i < 4_096; i++)
        {
            b.ImportInstance("i" + i, type);
        }

        Assert.Null(Judge(b.ToArray()));
        b.ImportInstance("last", type);
        ComposeError error = Judge(b.ToArray())!.Error;
        Assert.Equal(ErrorCodes.Component.LimitExceeded, error.Code);
        Assert.Null(Judge(b.ToArray(), s_deferred with { Limits = new ComponentLimits { Instances = 5_000 } }));
    }

    [Fact]
    public void Components_BeyondTheCount_AreRefusedUnlessTheHostAllowsMore()
    {
        var b = new ComponentBuilder();
        byte[] empty = new ComponentBuilder().ToArray();
        for (int i = 0; i < 1_000; i++)
        {
            b.Component(empty);
        }

        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(b.ToArray())!.Error.Code);
        Assert.Null(Judge(b.ToArray(), s_deferred with { Limits = new ComponentLimits { ModulesAndComponents = 2_000 } }));
    }

    [Fact]
    public void Opcode_OfAnEarlierDraft_SaysWhatItWas()
    {
        byte[] bytes = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 8, 2, 1, 0x08];
        ComposeError error = Judge(bytes)!.Error;
        Assert.Contains("backpressure.set", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void CoreModule_InPlaceOfAComponent_IsSaidSo()
    {
        ComposeError error = Judge(new byte[] { 0, 0x61, 0x73, 0x6d, 1, 0, 0, 0 })!.Error;
        Assert.Contains("core module", error.Message, StringComparison.Ordinal);
    }

    private static ComposeException? Judge(ReadOnlyMemory<byte> bytes, ComponentOptions? options = null)
    {
        try
        {
            ComponentValidator.Validate(bytes, options ?? s_deferred);
            return null;
        }
        catch (ComposeException e)
        {
            return e;
        }
    }

    /// <summary>The parts of a component that are not core modules: those are tested on their own.</summary>
    private static List<Range> OutsideModules(byte[] bytes)
    {
        var modules = new List<(int Start, int End)>();
        Collect(ComponentReader.Read(bytes), modules);
        modules.Sort();
        var ranges = new List<Range>();
        int at = 0;
        foreach ((int start, int end) in modules)
        {
            if (start > at)
            {
                ranges.Add(at..start);
            }

            at = end;
        }

        if (at < bytes.Length)
        {
            ranges.Add(at..bytes.Length);
        }

        return ranges;
    }

    private static void Collect(Component component, List<(int Start, int End)> modules)
    {
        foreach (ComponentDefinition definition in component.Definitions)
        {
            if (definition is CoreModuleDefinition module)
            {
                modules.Add(((int)module.Offset, (int)module.Offset + module.Bytes.Length));
            }
            else if (definition is NestedComponentDefinition nested)
            {
                Collect(nested.Component, modules);
            }
        }

        foreach (ComponentCustomSection custom in component.CustomSections)
        {
            modules.Add(((int)custom.Offset, (int)custom.Offset + custom.Content.Length));
        }
    }
}
