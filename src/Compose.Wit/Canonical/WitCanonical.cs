using Compose.Canonical;
using Compose.Wit.Syntax;

namespace Compose.Wit.Canonical;

/// <summary>
/// The canonical form <c>witcanon:1</c> (docs/witcanon.md) and the ids made of it. Two packages have one id exactly if
/// they mean the same to a component: comments, gates, the order of files and items, and names that only abbreviate a
/// type do not count.
/// </summary>
/// <remarks>Every type is reached by the digest of its own form, so that no form grows by what it refers to.</remarks>
public sealed class WitCanonical
{
    /// <summary>What every digest begins with.</summary>
    public const string Tag = "witcanon:1";

    private const int TypeForm = 0, InterfaceForm = 1, WorldForm = 2, PackageForm = 3;

    private readonly ResolvedWit _wit;
    private readonly CborNode?[] _types;
    private readonly Digest?[] _interfaces;
    private readonly Dictionary<InterfaceId, CborNode> _inlinePaths = [];

    public WitCanonical(ResolvedWit wit)
    {
        _wit = wit;
        _types = new CborNode?[wit.Types.Count];
        _interfaces = new Digest?[wit.Interfaces.Count];
        for (int i = 0; i < wit.Worlds.Count; i++)
        {
            AddInlinePaths(new WorldId(i), wit.Worlds[i].Imports, 0);
            AddInlinePaths(new WorldId(i), wit.Worlds[i].Exports, 1);
        }

        // Parts come before what refers to them, so one pass finds every part done.
        for (int i = 0; i < wit.Types.Count; i++)
        {
            _types[i] = Reference(wit.Types[i]);
        }
    }

    /// <summary><c>iface-id</c>: the interface's full name and all in it.</summary>
    public Digest IdOf(InterfaceId id) => _interfaces[id.Index] ??= DigestOf(FormOf(id));

    /// <summary><c>world-id</c>: the world's full name, its imports and exports.</summary>
    public Digest IdOf(WorldId id) => DigestOf(FormOf(id));

    /// <summary><c>package-id</c>: the package's name and version, and the ids of its interfaces and worlds.</summary>
    public Digest IdOf(PackageId id) => DigestOf(FormOf(id));

    /// <summary>The canonical CBOR that, behind <see cref="Tag"/>, is hashed.</summary>
    public byte[] FormOf(InterfaceId id)
    {
        WitInterface found = _wit[id];
        var types = new List<CborNode>();
        foreach ((string name, TypeId type) in found.Types)
        {
            types.Add(CborNode.Of(name));
            types.Add(Item([CborNode.Of(0L), _types[type.Index]!], 1, _wit[type].ExternalId));
        }

        var functions = new List<CborNode>();
        foreach ((string name, WitFunction function) in found.Functions)
        {
            functions.Add(CborNode.Of(name));
            functions.Add(Function(function));
        }

        return Form(InterfaceForm, [PathOf(id), CborNode.MapOf(types), CborNode.MapOf(functions)]);
    }

    /// <inheritdoc cref="FormOf(InterfaceId)"/>
    public byte[] FormOf(WorldId id) =>
        Form(WorldForm, [CborNode.Of(_wit.NameOf(id)), Items(_wit[id].Imports), Items(_wit[id].Exports)]);

    /// <inheritdoc cref="FormOf(InterfaceId)"/>
    public byte[] FormOf(PackageId id)
    {
        WitPackage package = _wit[id];
        var interfaces = new List<CborNode>();
        foreach ((string name, InterfaceId item) in package.Interfaces)
        {
            interfaces.Add(CborNode.Of(name));
            interfaces.Add(CborNode.Of(IdOf(item)));
        }

        var worlds = new List<CborNode>();
        foreach ((string name, WorldId item) in package.Worlds)
        {
            worlds.Add(CborNode.Of(name));
            worlds.Add(CborNode.Of(IdOf(item)));
        }

        return Form(PackageForm, [CborNode.Of(package.Name.ToString()), CborNode.MapOf(interfaces), CborNode.MapOf(worlds)]);
    }

    private static byte[] Form(int kind, IReadOnlyList<CborNode> parts) =>
        CborWriter.Encode(CborNode.ArrayOf([CborNode.Of((long)kind), .. parts]));

    private static Digest DigestOf(ReadOnlySpan<byte> form)
    {
        var bytes = new byte[Tag.Length + form.Length];
        "witcanon:1"u8.CopyTo(bytes);
        form.CopyTo(bytes.AsSpan(Tag.Length));
        return Digest.Of(bytes);
    }

    /// <summary>A map with integer keys, to which an external id is added if there is one.</summary>
    private static CborNode Item(List<CborNode> pairs, long key, string? externalId)
    {
        if (externalId is not null)
        {
            pairs.Add(CborNode.Of(key));
            pairs.Add(CborNode.Of(Normal(externalId)));
        }

        return CborNode.MapOf(pairs);
    }

    private static string Normal(string text) =>
        Nfc.TryNormalize(text, out string? normalized)
            ? normalized!
            : throw new ComposeException(ErrorCodes.Canon.NotNormalized, "an external id is not valid Unicode and has no canonical form");

    /// <summary>The full name of an interface; for an inline one the world, the direction and the plain name.</summary>
    private CborNode PathOf(InterfaceId id) =>
        _wit.NameOf(id) is { } name ? CborNode.Of(name) : _inlinePaths.GetValueOrDefault(id, CborNode.Null);

    private void AddInlinePaths(WorldId world, OrderedDictionary<WorldKey, WorldItem> items, long direction)
    {
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (item is WorldItem.Interface { Id: var id } && _wit[id].Name is null)
            {
                _inlinePaths.TryAdd(id, CborNode.ArrayOf([CborNode.Of(_wit.NameOf(world)), CborNode.Of(direction), CborNode.Of(key.Name!)]));
            }
        }
    }

    private CborNode Items(OrderedDictionary<WorldKey, WorldItem> items)
    {
        var pairs = new List<CborNode>();
        foreach ((WorldKey key, WorldItem item) in items)
        {
            pairs.Add(CborNode.Of(_wit.NameOf(key)));
            pairs.Add(item switch
            {
                WorldItem.Interface found => Item([CborNode.Of(0L), CborNode.Of(IdOf(found.Id))], 3, found.ExternalId),
                WorldItem.Function function => CborNode.MapOf([CborNode.Of(1L), Function(function.Signature)]),
                WorldItem.Type { Id: var id } => Item([CborNode.Of(2L), _types[id.Index]!], 3, _wit[id].ExternalId),
                _ => throw new InvalidOperationException(item.GetType().Name),
            });
        }

        return CborNode.MapOf(pairs);
    }

    private CborNode Function(WitFunction function)
    {
        var parameters = new List<CborNode>(function.Parameters.Count);
        foreach (WitParameter parameter in function.Parameters)
        {
            parameters.Add(CborNode.ArrayOf([CborNode.Of(parameter.Name), Reference(parameter.Type)]));
        }

        var pairs = new List<CborNode> { CborNode.Of(0L), CborNode.ArrayOf(parameters) };
        if (function.Result is { } result)
        {
            pairs.Add(CborNode.Of(1L));
            pairs.Add(Reference(result));
        }

        if (function.IsAsync)
        {
            pairs.Add(CborNode.Of(2L));
            pairs.Add(CborNode.Of(true));
        }

        return Item(pairs, 3, function.ExternalId);
    }

    private CborNode Reference(WitType? type) => type is { } some ? Reference(some) : CborNode.Null;

    private CborNode Reference(WitType type) => type.IsPrimitive ? CborNode.Of((long)type.Primitive) : _types[type.Id.Index]!;

    /// <summary>The reference to a type: the target's for an alias, else the digest of its form.</summary>
    private CborNode Reference(WitTypeDef type) => type.Kind switch
    {
        WitTypeKind.Alias alias => Reference(alias.Target),
        WitTypeKind.Resource => Type(0, Owner(type), CborNode.Of(type.Name!)),
        WitTypeKind.Handle handle => Type(handle.IsBorrow ? 2 : 1, _types[handle.Of.Index]!),
        WitTypeKind.Record record => Type(3, Members(record.Fields, hasType: true)),
        WitTypeKind.Variant variant => Type(4, Members(variant.Cases, hasType: true)),
        WitTypeKind.Enum @enum => Type(5, Members(@enum.Cases, hasType: false)),
        WitTypeKind.Flags flags => Type(6, Members(flags.Labels, hasType: false)),
        WitTypeKind.Tuple tuple => Type(7, CborNode.ArrayOf(tuple.Elements.Select(Reference).ToList())),
        WitTypeKind.List list => Type(8, Reference(list.Element)),
        WitTypeKind.FixedList list => Type(9, Reference(list.Element), CborNode.Of((long)list.Length)),
        WitTypeKind.Map map => Type(10, Reference(map.Key), Reference(map.Value)),
        WitTypeKind.Option option => Type(11, Reference(option.Element)),
        WitTypeKind.Result result => Type(12, Reference(result.Ok), Reference(result.Error)),
        WitTypeKind.Future future => Type(13, Reference(future.Element)),
        WitTypeKind.Stream stream => Type(14, Reference(stream.Element)),
        _ => throw new InvalidOperationException(type.Kind.GetType().Name),
    };

    private CborNode Owner(WitTypeDef type) => type.Owner.World is { } world
        ? CborNode.Of(_wit.NameOf(world))
        : type.Owner.Interface is { } owner ? PathOf(owner) : CborNode.Null;

    private CborNode Members(IReadOnlyList<WitMember> members, bool hasType)
    {
        var items = new List<CborNode>(members.Count);
        foreach (WitMember member in members)
        {
            items.Add(hasType ? CborNode.ArrayOf([CborNode.Of(member.Name), Reference(member.Type)]) : CborNode.Of(member.Name));
        }

        return CborNode.ArrayOf(items);
    }

    private static CborNode Type(int kind, params ReadOnlySpan<CborNode> parts) =>
        CborNode.Of(DigestOf(Form(TypeForm, [CborNode.Of((long)kind), .. parts])));
}
