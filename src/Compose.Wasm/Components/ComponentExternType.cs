namespace Compose.Wasm.Components;

/// <summary>The type of an import or export (<c>externtype</c>), resolved.</summary>
public readonly struct ComponentExternType
{
    private ComponentExternType(ComponentExternKind kind, DefinedType? type, DefinedType? referenced, CoreModuleType? module)
    {
        Kind = kind;
        Type = type;
        Referenced = referenced;
        Module = module;
    }

    public ComponentExternKind Kind { get; }

    /// <summary>
    /// The function, value, component or instance type; for a type the object that stands for it <em>under this
    /// name</em>, to which later types of the same scope refer. Null for a core module.
    /// </summary>
    public DefinedType? Type { get; }

    /// <summary>For a type: what it equals; the same object as <see cref="Type"/> if it is a new resource.</summary>
    public DefinedType? Referenced { get; }

    /// <summary>The type of a core module, else null.</summary>
    public CoreModuleType? Module { get; }

    /// <summary>Whether this introduces a new resource: <c>(type (sub resource))</c>.</summary>
    public bool IsNewResource => Kind == ComponentExternKind.Type && ReferenceEquals(Type, Referenced) && Type is ResourceType;

    public ComponentFuncType? AsFunc => Kind == ComponentExternKind.Func ? (ComponentFuncType?)Type : null;

    public InstanceType? AsInstance => Kind == ComponentExternKind.Instance ? (InstanceType?)Type : null;

    public ComponentType? AsComponent => Kind == ComponentExternKind.Component ? (ComponentType?)Type : null;

    public ComponentValueType? AsValue => Kind == ComponentExternKind.Value ? (ComponentValueType?)Type : null;

    /// <summary>The resource, if this is a type and that type is one.</summary>
    public ResourceType? AsResource => Kind == ComponentExternKind.Type ? Type as ResourceType : null;

    /// <summary>Effective size of a core module's type; 0 for everything else.</summary>
    internal long CoreSize => Module?.EffectiveSize ?? 0;

    /// <summary>Effective size of the type.</summary>
    internal long EffectiveSize => Module?.EffectiveSize ?? Type!.EffectiveSize;

    public static ComponentExternType Func(ComponentFuncType type) => new(ComponentExternKind.Func, type, null, null);

    public static ComponentExternType Value(ComponentValueType type) => new(ComponentExternKind.Value, type, null, null);

    public static ComponentExternType Instance(InstanceType type) => new(ComponentExternKind.Instance, type, null, null);

    public static ComponentExternType Component(ComponentType type) => new(ComponentExternKind.Component, type, null, null);

    public static ComponentExternType CoreModule(CoreModuleType type) => new(ComponentExternKind.CoreModule, null, null, type);

    /// <summary>A type under a new name: <c>(type (eq referenced))</c>.</summary>
    public static ComponentExternType Equal(DefinedType named, DefinedType referenced) => new(ComponentExternKind.Type, named, referenced, null);

    /// <summary>A new resource: <c>(type (sub resource))</c>.</summary>
    public static ComponentExternType NewResource(ResourceType type) => new(ComponentExternKind.Type, type, type, null);

    public override string ToString() => TypePrinter.Print(this);
}
