using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.EngineKit.Contract;
using Compose.Host.Clr.Code;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Tests;

/// <summary>What a process remembers of types ends with the modules and stores that had them.</summary>
[Collection(nameof(Alone))]
public sealed class TypeLifeTests
{
    private static readonly ValType[] s_values = [ValType.I32, ValType.I64, ValType.F32, ValType.F64];

    /// <summary>A function type that no other number has.</summary>
    private static FuncType TypeOf(int number)
    {
        var parameters = new ValType[10];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = s_values[(number >> (2 * i)) & 3];
        }

        return new FuncType(parameters, []);
    }

    [Fact]
    public void Modules_OfManyTypesThatEnd_LeaveNoTypes()
    {
        Settle();
        int types = ClrEngine.Types.GroupCount, shapes = Shape.Count;
        for (int round = 0; round < 20; round++)
        {
            UseTypes(200 * round, 200);
            Settle();
        }

        // 4,000 types went by; what other tests hold may come and go.
        Assert.InRange(ClrEngine.Types.GroupCount, 0, types + 450);
        Assert.InRange(Shape.Count, 0, shapes + 1_500);
    }

    [Fact]
    public void Interner_WhenAGroupIsReleased_GivesItsIdsToOthers()
    {
        var interner = new TypeInterner();
        SubType[] first = [SubType.OfFunc(TypeOf(1))], second = [SubType.OfFunc(TypeOf(2))], third = [SubType.OfFunc(TypeOf(3))];
        int[] one = interner.Intern(first), again = interner.Intern(first), two = interner.Intern(second);
        Assert.Equal(one, again);

        interner.Release(first, one);
        Assert.Equal(one, interner.Intern(first));
        interner.Release(first, one);
        interner.Release(first, one);

        Assert.Equal(1, interner.GroupCount);
        int[] three = interner.Intern(third);
        Assert.Equal(one, three);
        Assert.False(interner.IsSubtype(three[0], two[0]));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseTypes(int first, int count)
    {
        using var bench = new Bench(Shared.Engine);
        var builder = new CoreModuleBuilder();
        for (int i = 0; i < count; i++)
        {
            builder.Export($"f{i}", builder.DefineFunction(TypeOf(first + i)));
        }

        ICoreInstance instance = bench.Instantiate(builder);
        for (int i = 0; i < count; i += 50)
        {
            bench.Call(bench.Function(instance, $"f{i}"));
        }
    }

    private static void Settle()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
