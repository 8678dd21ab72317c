using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

public sealed class TypeInternerTests
{
    [Fact]
    public void Intern_EqualTypesOfTwoModules_HaveOneId()
    {
        var interner = new TypeInterner();
        int[] first = interner.Intern([Func(ValType.I32), Func(ValType.I64)]);
        int[] second = interner.Intern([Func(ValType.F32), Func(ValType.I64), Func(ValType.I32)]);

        Assert.Equal(first[0], second[2]);
        Assert.Equal(first[1], second[1]);
        Assert.NotEqual(first[0], second[0]);
    }

    [Fact]
    public void Intern_RecursiveGroupsOfOneShape_AreOneType()
    {
        var interner = new TypeInterner();
        SubType[] types = [.. Cycle(0), .. Cycle(2), Func(ValType.I32)];
        int[] ids = interner.Intern(types);

        Assert.Equal(ids[0], ids[2]);
        Assert.Equal(ids[1], ids[3]);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public void Intern_GroupingDiffers_TypesDiffer()
    {
        var interner = new TypeInterner();
        SubType[] alone = [Func(ValType.I32)];
        SubType[] grouped = [Func(ValType.I32), Func(ValType.I64)];
        Group(grouped, 0, 2);

        Assert.NotEqual(interner.Intern(alone)[0], interner.Intern(grouped)[0]);
    }

    [Fact]
    public void Matches_AbstractHeapTypes_FollowTheHierarchies()
    {
        var interner = new TypeInterner();
        HeapKind[] any = [HeapKind.Any, HeapKind.Eq, HeapKind.I31, HeapKind.Struct, HeapKind.Array, HeapKind.None];
        foreach (HeapKind kind in any)
        {
            Assert.True(Matches(HeapKind.None, kind));
            Assert.True(Matches(kind, HeapKind.Any));
            Assert.False(Matches(kind, HeapKind.Func));
            Assert.False(Matches(kind, HeapKind.Extern));
        }

        Assert.True(Matches(HeapKind.Struct, HeapKind.Eq));
        Assert.False(Matches(HeapKind.Struct, HeapKind.Array));
        Assert.False(Matches(HeapKind.Any, HeapKind.Eq));
        Assert.True(Matches(HeapKind.NoFunc, HeapKind.Func));
        Assert.True(Matches(HeapKind.NoExtern, HeapKind.Extern));
        Assert.True(Matches(HeapKind.NoExn, HeapKind.Exn));
        Assert.False(interner.Matches(ValType.FuncRef, ValType.FuncRef.AsNonNull()));
        Assert.True(interner.Matches(ValType.FuncRef.AsNonNull(), ValType.FuncRef));
        Assert.True(interner.Matches(ValType.Bottom, ValType.I32));
        Assert.False(interner.Matches(ValType.I32, ValType.I64));

        bool Matches(HeapKind type, HeapKind super) => interner.Matches(HeapType.Of(type), HeapType.Of(super));
    }

    [Fact]
    public void IsSubtype_Chain_GoesOneWay()
    {
        var interner = new TypeInterner();
        int[] ids = interner.Intern(
        [
            SubType.OfStruct([], isFinal: false),
            SubType.OfStruct([new FieldType(ValType.I32, false)], isFinal: false, supertype: 0),
            SubType.OfStruct([new FieldType(ValType.I32, false), new FieldType(ValType.I8, true)], supertype: 1),
            SubType.OfStruct([new FieldType(ValType.I64, false)], supertype: 0),
        ]);

        Assert.True(interner.IsSubtype(ids[2], ids[0]));
        Assert.True(interner.IsSubtype(ids[2], ids[2]));
        Assert.False(interner.IsSubtype(ids[0], ids[2]));
        Assert.False(interner.IsSubtype(ids[2], ids[3]));
    }

    [Theory]
    [InlineData(1, 2, null, null, true)]
    [InlineData(2, 1, null, null, false)]
    [InlineData(1, 1, 5, 5, true)]
    [InlineData(1, 1, 5, 6, false)]
    [InlineData(1, 1, 5, 4, true)]
    [InlineData(1, 1, 5, null, false)]
    [InlineData(1, 1, null, 7, true)]
    public void Limits_RequiredAndActual_MatchAsTheSpecificationSays(int required, int actual, int? requiredMaximum, int? actualMaximum, bool expected)
    {
        var asked = new Limits((ulong)required, (ulong?)requiredMaximum);
        var given = new Limits((ulong)actual, (ulong?)actualMaximum);

        Assert.Equal(expected, given.Matches(asked));
        Assert.False((given with { Is64 = true }).Matches(asked));
        Assert.False((given with { IsShared = true }).Matches(asked));
    }

    private static SubType Func(ValType parameter) => SubType.OfFunc(new FuncType([parameter], []));

    // Two structs that point to each other.
    private static SubType[] Cycle(int start)
    {
        SubType[] types =
        [
            SubType.OfStruct([new FieldType(ValType.Ref(HeapType.Concrete(start + 1), true), true)]),
            SubType.OfStruct([new FieldType(ValType.Ref(HeapType.Concrete(start), true), false)]),
        ];
        Group(types, start, 2);
        return types;
    }

    private static void Group(SubType[] types, int start, int length)
    {
        foreach (SubType type in types)
        {
            (type.GroupStart, type.GroupLength) = (start, length);
        }
    }
}
