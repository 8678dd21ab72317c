using System.Text;
using Compose.Wasm.Core;

namespace Compose.Wasm.Components.Tests;

/// <summary>Components that are built decode to what was asked for, and validate.</summary>
public sealed class BuilderTests
{
    /// <summary>A component that exports a resource of its own with all that belongs to it.</summary>
    private static byte[] ResourceComponent()
    {
        var module = new CoreModuleBuilder();
        FunctionBuilder rep = module.DefineFunction(new FuncType([ValType.I32], [ValType.I32]));
        rep.Code.LocalGet(0);
        module.Export("rep", rep);
        byte[] core = module.ToArray();

        var b = new ComponentBuilder();
        CoreModuleIndex m = b.CoreModule(core);
        CoreInstanceIndex i = b.Instantiate(m, []);
        CoreFuncIndex f = b.AliasCoreFunc(i, "rep");
        TypeIndex resource = b.Resource();
        CoreFuncIndex make = b.ResourceNew(resource);
        b.ResourceDrop(resource);
        b.ResourceRep(resource);
        b.CoreInstance([("make", make), ("rep", f)]);
        TypeIndex counter = b.ExportType("counter", resource);
        TypeIndex own = b.Own(counter);
        TypeIndex construct = b.Func([new("start", PrimitiveKind.U32)], own);
        TypeIndex borrow = b.Borrow(counter);
        TypeIndex value = b.Func([new("self", borrow)], PrimitiveKind.U32);
        b.ExportFunc("[constructor]counter", b.Lift(make, construct));
        b.ExportFunc("[method]counter.value", b.Lift(f, value));
        return b.ToArray();
    }

    [Fact]
    public void Builder_ResourceWithMethods_IsValidAndReadable()
    {
        ResolvedComponent component = ComponentValidator.Validate(ResourceComponent());
        Assert.Equal(["counter", "[constructor]counter", "[method]counter.value"], component.Exports.Select(export => export.Name));
        Assert.Single(component.LocalResources);
        Assert.Equal(
            "export counter: resource\nexport [constructor]counter: func(start: u32) -> own<counter>\nexport [method]counter.value: func(self: borrow<counter>) -> u32\n",
            TypePrinter.Describe(component.Type));
    }

    [Fact]
    public void Builder_TheSameCalls_GiveTheSameBytes() => Assert.Equal(ResourceComponent(), ResourceComponent());

    [Fact]
    public void Builder_NeighboursOfOneKind_ShareASection()
    {
        var b = new ComponentBuilder();
        b.List(PrimitiveKind.U8);
        b.Option(PrimitiveKind.String);
        Assert.Equal([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 7, 5, 2, 0x70, 0x7d, 0x6b, 0x73], b.ToArray());
    }

    [Fact]
    public void Builder_EmbeddedComponent_KeepsItsBytes()
    {
        byte[] inner = ResourceComponent();
        var b = new ComponentBuilder();
        ComponentIndex c = b.Component(inner);
        b.Instantiate(c, []);
        InstanceIndex second = b.Instantiate(c, []);
        b.ExportInstance("counters", second);
        ResolvedComponent component = ComponentValidator.Validate(b.ToArray());
        var nested = Assert.IsType<NestedComponentDefinition>(component.Syntax.Definitions[0]);
        Assert.Equal(inner, nested.Component.Bytes.ToArray());
        Assert.Single(component.Type.DefinedResources);
        Assert.NotSame(
            component.Instances[0].ExplicitResources[0].Resource, component.Instances[1].ExplicitResources[0].Resource);
    }

    [Fact]
    public void Builder_TypesOfEveryKind_AreReadBack()
    {
        var b = new ComponentBuilder();
        TypeIndex text = b.Primitive(PrimitiveKind.String);
        TypeIndex record = b.Record([new("a", text), new("b", PrimitiveKind.U8)]);
        TypeIndex variant = b.Variant([new("x", ValueTypeRef.None), new("y", record)]);
        b.Flags(["r", "w"]);
        b.Enum(["one", "two"]);
        b.Tuple([variant, PrimitiveKind.Bool]);
        b.Result(ValueTypeRef.None, text);
        b.Stream(PrimitiveKind.U8);
        b.Future(ValueTypeRef.None);
        b.Map(PrimitiveKind.Char, record);
        b.FixedList(PrimitiveKind.U8, 4);
        b.Func([new("p", variant)], text, isAsync: true);
        b.Define(new CoreModuleTypeBuilder().ImportFunc("env", "f", FuncType.Empty).ExportFunc("g", FuncType.Empty));
        ResolvedComponent component = ComponentValidator.Validate(b.ToArray(), new ComponentOptions { Features = ComponentFeatures.All });
        Assert.Equal(
            [
                "string", "record { a: string, b: u8 }", "variant { x, y(record { a: string, b: u8 }) }", "flags { r, w }", "enum { one, two }",
                "tuple<variant { x, y(record { a: string, b: u8 }) }, bool>", "result<_, string>", "stream<u8>", "future",
                "map<char, record { a: string, b: u8 }>", "list<u8, 4>", "async func(p: variant { x, y(record { a: string, b: u8 }) }) -> string",
            ],
            component.Types.Select(type => type.ToString()));
    }

    /// <summary>The shape that keeps authority apart: one shared resource, two imports that refer to it.</summary>
    [Fact]
    public void Encoder_PreopensOfTwoNodes_ShareOneDescriptor()
    {
        ComponentType files = ComponentValidator.Validate(Guests.Read("files"), new ComponentOptions { DeferFunctionBodies = true }).Type;
        var b = new ComponentBuilder();
        var encoder = new ComponentTypeEncoder(b);
        foreach (ComponentExtern import in files.Imports)
        {
            if (import.Interface!.WithoutVersion != "wasi:filesystem/preopens")
            {
                encoder.Import(import.Name, import.Type);
                continue;
            }

            encoder.Import("compose:n-app-xs-inner/wasi-xc-filesystem-xs-preopens@0.2.12", import.Type);
            encoder.Import("compose:n-app-xs-outer/wasi-xc-filesystem-xs-preopens@0.2.12", import.Type);
        }

        ComponentType type = ComponentValidator.Validate(b.ToArray()).Type;
        var preopens = type.Imports.Where(import => import.Name.StartsWith("compose:", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, preopens.Count);
        ResourceId[] descriptors = [.. preopens.Select(import => Descriptor(import.Type.AsInstance!))];
        Assert.Same(descriptors[0], descriptors[1]);
        Assert.Equal(files.ImportedResources.Count, type.ImportedResources.Count);
    }

    [Fact]
    public void Encoder_WithResourceMapping_WritesEqualTypes()
    {
        var blob = new ResourceType(new ResourceId("blob"));
        var named = (ResourceType)blob.Named("blob");
        var store = new InstanceType([
            new ComponentExtern("blob", ComponentExternType.Equal(named, blob)),
            new ComponentExtern("open", ComponentExternType.Func(new ComponentFuncType([], new OwnType(named)))),
        ]);
        var b = new ComponentBuilder();
        TypeIndex resource = b.ImportType("blob", ExternTypeSyntax.NewResource());
        TypeIndex type = ComponentTypeEncoder.EncodeInstanceType(b, store, new Dictionary<ResourceId, TypeIndex> { [blob.Id] = resource });
        b.ImportInstance("first", type);
        b.ImportInstance("second", type);
        ComponentType result = ComponentValidator.Validate(b.ToArray()).Type;
        ResourcePath imported = Assert.Single(result.ImportedResources);
        Assert.All(result.Imports.Skip(1), import =>
            Assert.Same(imported.Resource, ((OwnType)import.Type.AsInstance!.Exports[1].Type.AsFunc!.Result!).Resource.Id));
    }

    [Fact]
    public void Builder_CustomSectionsAndNames_AreReadBack()
    {
        var b = new ComponentBuilder();
        b.Custom("compose", Encoding.UTF8.GetBytes("plan"));
        TypeIndex type = b.List(PrimitiveKind.U8);
        b.SetName("demo");
        b.SetName(type, "bytes");
        Component component = ComponentReader.Read(b.ToArray());
        Assert.Equal("plan", Encoding.UTF8.GetString(component.FindCustomSection("compose")!.Value.Content.Span));
        ComponentNames names = component.ReadNames();
        Assert.Equal("demo", names.Name);
        Assert.Equal("bytes", names.Find(ComponentSort.Type, 0));
        Assert.Null(component.FindCustomSection("other"));
    }

    [Fact]
    public void Reader_Producers_AreReadInOrder()
    {
        var content = new WasmWriter();
        content.WriteVarU32(2);
        content.WriteName("language");
        content.WriteVarU32(1);
        content.WriteName("C");
        content.WriteName("23");
        content.WriteName("processed-by");
        content.WriteVarU32(1);
        content.WriteName("compose");
        content.WriteName("0.1.0");
        var b = new ComponentBuilder();
        b.Custom(Producers.SectionName, content.WrittenSpan);
        Assert.Equal(
            [new Producers.Entry("language", "C", "23"), new Producers.Entry("processed-by", "compose", "0.1.0")],
            ComponentReader.Read(b.ToArray()).ReadProducers());
    }

    [Fact]
    public void Reader_BrokenNameSection_DoesNotRefuseTheComponent()
    {
        var b = new ComponentBuilder();
        b.Custom(ComponentNames.SectionName, [0, 200, 1, 2]);
        Assert.Null(ComponentReader.Read(b.ToArray()).ReadNames().Name);
    }

    private static ResourceId Descriptor(InstanceType preopens)
    {
        Assert.True(preopens.TryGetExport("descriptor", out ComponentExtern? item));
        return item.Type.AsResource!.Id;
    }
}
