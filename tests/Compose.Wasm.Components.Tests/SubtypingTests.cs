namespace Compose.Wasm.Components.Tests;

/// <summary>Which types may stand for which, and what is said when they may not.</summary>
public sealed class SubtypingTests
{
    private static ComponentExternType Func(ComponentValueType? result, params (string, ComponentValueType)[] parameters) =>
        ComponentExternType.Func(new ComponentFuncType([.. parameters.Select(p => new RecordField(p.Item1, p.Item2))], result));

    private static InstanceType Instance(params (string, ComponentExternType)[] exports) =>
        new([.. exports.Select(export => new ComponentExtern(export.Item1, export.Item2))]);

    [Fact]
    public void Mismatch_DeepInARecord_HasThePathToIt()
    {
        var expected = new RecordType([new("id", PrimitiveType.U32), new("tags", new ListType(PrimitiveType.String))]);
        var actual = new RecordType([new("id", PrimitiveType.U32), new("tags", new ListType(PrimitiveType.U8))]);
        TypeMismatch? mismatch = Subtyping.CheckInstance(
            Instance(("get", Func(null, ("key", actual)))), Instance(("get", Func(null, ("key", expected)))));
        Assert.NotNull(mismatch);
        Assert.Equal(["export `get`", "parameter `key`", "field `tags`", "element"], mismatch.Path);
        Assert.Equal(("string", "u8"), (mismatch.Expected, mismatch.Actual));
        ComposeError error = mismatch.ToError();
        Assert.Equal(ErrorCodes.Wit.TypeMismatch, error.Code);
        Assert.Equal("export `get` → parameter `key` → field `tags` → element", error.Context!["path"]);
    }

    [Fact]
    public void Mismatch_OfAResultsError_ShowsBothSides()
    {
        TypeMismatch? mismatch = Subtyping.Check(
            Func(new ResultType(PrimitiveType.U32, PrimitiveType.String)), Func(new ResultType(PrimitiveType.U32, PrimitiveType.U64)));
        Assert.Equal(["result", "error"], mismatch!.Path);
        Assert.Equal("result → error: not the same primitive type: expected `u64`, found `string`", mismatch.ToString());
    }

    [Fact]
    public void Instance_WithMoreExports_MayStandForOneWithFewer()
    {
        InstanceType rich = Instance(("a", Func(null)), ("b", Func(null)));
        InstanceType poor = Instance(("b", Func(null)));
        Assert.Null(Subtyping.CheckInstance(rich, poor));
        TypeMismatch? mismatch = Subtyping.CheckInstance(poor, rich);
        Assert.Equal("missing expected export `a`", mismatch!.Reason);
    }

    [Fact]
    public void Mismatch_OfAMissingExport_SuggestsANearName()
    {
        TypeMismatch? mismatch = Subtyping.CheckInstance(
            Instance(("get-value", Func(null))), Instance(("get-values", Func(null))));
        Assert.Equal("did you mean `get-value`?", mismatch!.Hint);
    }

    [Fact]
    public void Functions_OfWhichOneIsAsync_DoNotMatch()
    {
        var sync = ComponentExternType.Func(new ComponentFuncType([], null));
        var later = ComponentExternType.Func(new ComponentFuncType([], null, isAsync: true));
        Assert.Contains("async", Subtyping.Check(sync, later)!.Reason, StringComparison.Ordinal);
        Assert.NotNull(Subtyping.Check(later, sync));
    }

    [Fact]
    public void Resources_OfDifferentOrigin_AreExplained()
    {
        var mine = new ResourceType(new ResourceId("blob", ResourceOrigin.Imported, "by `a:b/store`"));
        var theirs = new ResourceType(new ResourceId("blob", ResourceOrigin.Imported, "by `a:b/cache`"));
        TypeMismatch? mismatch = Subtyping.Check(Func(new OwnType(mine)), Func(new OwnType(theirs)));
        Assert.Equal("resource types are not the same", mismatch!.Reason);
        Assert.Contains("a:b/cache", mismatch.Expected, StringComparison.Ordinal);
        Assert.Contains("a:b/store", mismatch.Actual, StringComparison.Ordinal);
        Assert.NotNull(mismatch.Hint);
    }

    [Fact]
    public void Resources_ExportedUnderTheSameName_AreBoundBeforeComparing()
    {
        static InstanceType Store()
        {
            var blob = new ResourceType(new ResourceId("blob"));
            return new InstanceType([
                new ComponentExtern("blob", ComponentExternType.NewResource(blob)),
                new ComponentExtern("open", Func(new OwnType(blob))),
            ]);
        }

        Assert.Null(Subtyping.CheckInstance(Store(), Store()));
        Assert.NotNull(Subtyping.Check(ComponentExternType.Instance(Store()), ComponentExternType.Instance(Store())));
    }

    [Fact]
    public void Instantiation_WithTwoWrongArguments_ReportsBoth()
    {
        var component = new ComponentType(
            [new ComponentExtern("a", Func(null)), new ComponentExtern("b", Func(PrimitiveType.U8)), new ComponentExtern("c", Func(null))], []);
        ComponentInstantiation instantiation = ComponentInstantiation.Create(
            component, new Dictionary<string, ComponentExternType> { ["b"] = Func(PrimitiveType.U16), ["c"] = Func(null) });
        Assert.Equal(2, instantiation.Mismatches.Count);
        Assert.Equal(["import `a`"], instantiation.Mismatches[0].Path);
        Assert.Equal(["import `b`", "result"], instantiation.Mismatches[1].Path);
    }

    [Fact]
    public void Instantiation_OfADefiningComponent_MakesFreshResources()
    {
        var blob = new ResourceType(new ResourceId("blob", ResourceOrigin.Defined));
        var component = new ComponentType(
            [],
            [new ComponentExtern("blob", ComponentExternType.Equal(blob.Named("blob"), blob)), new ComponentExtern("make", Func(new OwnType(blob)))],
            definedResources: [new ResourcePath(blob.Id, [0])],
            explicitResources: [new ResourcePath(blob.Id, [0])]);
        var none = new Dictionary<string, ComponentExternType>();
        ComponentInstantiation first = ComponentInstantiation.Create(component, none);
        ComponentInstantiation second = ComponentInstantiation.Create(component, none);
        ResourceId one = first.Type.ExplicitResources[0].Resource;
        Assert.NotSame(one, second.Type.ExplicitResources[0].Resource);
        Assert.Same(one, ((OwnType)first.Type.Exports[1].Type.AsFunc!.Result!).Resource.Id);
        Assert.NotNull(Subtyping.Check(first.Type.Exports[1].Type, second.Type.Exports[1].Type));
    }

    [Fact]
    public void ZooImportsOfTheCaller_AreMetByTheZoo()
    {
        ComponentType zoo = ComponentValidator.Validate(Guests.Read("zoo")).Type;
        ComponentType caller = ComponentValidator.Validate(Guests.Read("zoo-caller")).Type;
        var none = new Dictionary<string, ComponentExternType>();
        InstanceType instance = ComponentInstantiation.Create(zoo, none, allowMissing: true).Type;
        var arguments = instance.Exports.ToDictionary(export => export.Name, export => export.Type);
        var wired = ComponentInstantiation.Create(caller, arguments, allowMissing: true);
        Assert.Empty(wired.Mismatches);
        Assert.Contains(caller.Imports, import => arguments.ContainsKey(import.Name));
    }
}
