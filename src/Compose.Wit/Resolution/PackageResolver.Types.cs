using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    private readonly Dictionary<AnonymousKey, TypeId> _anonymous = [];
    private readonly Dictionary<TypeId, TypeId> _owning = [];

    /// <summary>
    /// Resolves <c>use</c> and type definitions of a block into its scope. The result lists what is included, each type
    /// after those it refers to.
    /// </summary>
    private List<(string Name, TypeId Id)> ResolveTypes(TypeBlock block)
    {
        var defined = new List<(string, TypeId)>();
        foreach (ItemSyntax item in block.Items)
        {
            if (item is UseSyntax use)
            {
                ResolveUse(use, block, defined);
            }
        }

        var definitions = new List<TypeDefinitionSyntax?>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ItemSyntax item in block.Items)
        {
            if (item is UseSyntax use)
            {
                foreach (UseNameSyntax name in use.Names)
                {
                    index.TryAdd(name.Local.Name, definitions.Count);
                    definitions.Add(null);
                }
            }
            else if (item is TypeDefinitionSyntax definition)
            {
                if (!index.TryAdd(definition.Name.Name, definitions.Count))
                {
                    ReportTaken(definition.Name);
                    continue;
                }

                definitions.Add(definition);
            }
        }

        var edges = new List<List<int>>(definitions.Count);
        var spans = new List<List<SourceSpan>>(definitions.Count);
        foreach (TypeDefinitionSyntax? definition in definitions)
        {
            var dependencies = new List<int>();
            var where = new List<SourceSpan>();
            if (definition is not null)
            {
                CollectNames(definition, index, dependencies, where);
            }

            edges.Add(dependencies);
            spans.Add(where);
        }

        var order = new List<int>(definitions.Count);
        Topology.Sort(edges, order);
        if (order.Count < edges.Count)
        {
            ReportCycle(edges, order, (node, edge) => spans[node][edge], node => definitions[node]!.Name.Name);
        }

        foreach (int node in order)
        {
            if (definitions[node] is { } definition)
            {
                Define(definition, block, defined);
            }
        }

        foreach (TypeDefinitionSyntax? definition in order.Count < edges.Count ? definitions : [])
        {
            // Those on a cycle: the error is reported, and their names are known all the same.
            if (definition is not null && !block.Scope.TryGet(definition.Name.Name, out _))
            {
                block.Scope.Add(definition.Name.Name, new ScopeEntry(ScopeEntryKind.Broken));
            }
        }

        return defined;
    }

    private void Define(TypeDefinitionSyntax syntax, TypeBlock block, List<(string Name, TypeId Id)> defined)
    {
        Stability stability = StabilityOf(syntax.Attributes);
        string? externalId = ExternalIdOf(syntax.Attributes);
        bool included = IsIncludedIn(block, stability, syntax.Name);
        WitTypeKind? kind = ResolveDefinition(syntax, new TypeContext(block.Scope, included, stability));
        ScopeEntry entry = Left(included, stability, block);
        if (included && kind is not null)
        {
            TypeId id = _arena.Add(new WitTypeDef(
                syntax.Name.Name, kind, block.Owner, syntax.Docs?.Text, stability, externalId, syntax.Name.Span));
            entry = new ScopeEntry(ScopeEntryKind.Type, id);
        }

        Bind(syntax.Name, entry, block, defined);
    }

    /// <summary>Whether a type is included in its block; one that is not gated in a block that is left out is reported.</summary>
    private bool IsIncludedIn(TypeBlock block, Stability stability, Identifier name)
    {
        bool included = IsIncluded(stability, name.Span);
        if (included && block.LeftOutFor is { } feature)
        {
            Report(
                ErrorCodes.Wit.FeatureInactive,
                $"the type `{name.Name}` is not gated, but what it stands in is, by the feature `{feature}`",
                name.Span,
                $"gate the type too: `@unstable(feature = {feature})`");
        }

        return included && block.Included;
    }

    private static ScopeEntry Left(bool included, Stability stability, TypeBlock block) =>
        included ? new ScopeEntry(ScopeEntryKind.Broken) : new ScopeEntry(ScopeEntryKind.LeftOut, default, stability.Feature ?? block.LeftOutFor);

    private void Bind(Identifier name, ScopeEntry entry, TypeBlock block, List<(string Name, TypeId Id)> defined)
    {
        if (!block.Scope.Add(name.Name, entry))
        {
            ReportTaken(name);
            return;
        }

        if (entry.Kind == ScopeEntryKind.Type)
        {
            defined.Add((name.Name, entry.Id));
        }
        else if (entry is { Kind: ScopeEntryKind.LeftOut, Feature: { } feature } && block.Path is { } path)
        {
            _arena.LeftOut[path + "." + name.Name] = feature;
        }
    }

    private void ResolveUse(UseSyntax use, TypeBlock block, List<(string Name, TypeId Id)> defined)
    {
        Stability stability = StabilityOf(use.Attributes);
        string? externalId = ExternalIdOf(use.Attributes);
        bool included = block.Included && IsIncluded(stability, use.From.Name.Span);
        InterfaceId? from = FindInterface(use.From, block.File, included, out LocalItem? local);
        foreach (UseNameSyntax name in use.Names)
        {
            IsIncludedIn(block, stability, name.Local);
            ScopeEntry entry = Left(included, stability, block);
            if (FindUsed(name.Name, from, local, included) is { } target && included)
            {
                TypeId id = _arena.Add(new WitTypeDef(
                    name.Local.Name, new WitTypeKind.Alias(WitType.Of(target)), block.Owner, null, stability, externalId, name.Name.Span));
                entry = new ScopeEntry(ScopeEntryKind.Type, id);
            }

            Bind(name.Local, entry, block, defined);
        }
    }

    /// <summary>The type of that name in an interface of this package or another one; null, reported, if there is none.</summary>
    private TypeId? FindUsed(Identifier name, InterfaceId? from, LocalItem? local, bool included)
    {
        if (local is { IsWorld: false })
        {
            if (!local.Types.TryGet(name.Name, out ScopeEntry entry))
            {
                Report(ErrorCodes.Wit.NotDefined, $"the interface `{local.Name.Name}` has no type named `{name.Name}`", name.Span);
            }
            else if (entry.Kind == ScopeEntryKind.Function)
            {
                Report(ErrorCodes.Wit.Invalid, $"`{name.Name}` is a function; `use` brings in types", name.Span);
            }
            else if (entry.Kind == ScopeEntryKind.LeftOut && included && local.IsIncluded)
            {
                ReportLeftOut($"the type `{name.Name}`", entry.Feature, name.Span);
            }

            return entry.Kind == ScopeEntryKind.Type ? entry.Id : null;
        }

        if (from is not { } id || !included)
        {
            return null;
        }

        WitInterface found = _arena[id];
        if (found.Types.TryGetValue(name.Name, out TypeId type))
        {
            return type;
        }

        string path = _arena.Packages[found.Package.Index].Name.Item(found.Name!);
        if (_arena.LeftOut.TryGetValue(path + "." + name.Name, out string? feature))
        {
            ReportLeftOut($"the type `{name.Name}`", feature, name.Span);
        }
        else if (!_state.Broken.Contains(found.Package))
        {
            Report(ErrorCodes.Wit.NotDefined, $"the interface `{path}` has no type named `{name.Name}`", name.Span);
        }

        return null;
    }

    /// <summary>Adds the edges from a definition to the names of its block that it mentions.</summary>
    private static void CollectNames(
        TypeDefinitionSyntax definition, Dictionary<string, int> index, List<int> dependencies, List<SourceSpan> where)
    {
        switch (definition)
        {
            case TypeDefinitionSyntax.Alias alias:
                Visit(alias.Type);
                break;
            case TypeDefinitionSyntax.Record record:
                VisitMembers(record.Fields);
                break;
            case TypeDefinitionSyntax.Variant variant:
                VisitMembers(variant.Cases);
                break;
        }

        void VisitMembers(IReadOnlyList<MemberSyntax> members)
        {
            foreach (MemberSyntax member in members)
            {
                Visit(member.Type);
            }
        }

        void Visit(TypeSyntax? type)
        {
            switch (type)
            {
                case TypeSyntax.Named named:
                    Add(named.Name, named.Span);
                    break;
                case TypeSyntax.Handle handle:
                    Add(handle.Resource.Name, handle.Resource.Span);
                    break;
                case TypeSyntax.List list:
                    Visit(list.Element);
                    break;
                case TypeSyntax.Option option:
                    Visit(option.Element);
                    break;
                case TypeSyntax.Map map:
                    Visit(map.Key);
                    Visit(map.Value);
                    break;
                case TypeSyntax.Result result:
                    Visit(result.Ok);
                    Visit(result.Error);
                    break;
                case TypeSyntax.Future future:
                    Visit(future.Element);
                    break;
                case TypeSyntax.Stream stream:
                    Visit(stream.Element);
                    break;
                case TypeSyntax.Tuple tuple:
                    foreach (TypeSyntax element in tuple.Elements)
                    {
                        Visit(element);
                    }

                    break;
            }
        }

        void Add(string name, SourceSpan span)
        {
            if (index.TryGetValue(name, out int node))
            {
                dependencies.Add(node);
                where.Add(span);
            }
        }
    }
}
