namespace Compose.Wit.Resolution;

/// <summary>What makes two types without a name the same within a package. Parts are as written: resources stand for handles.</summary>
internal readonly record struct AnonymousKey(int Kind, WitType? First, WitType? Second, uint Length, string? Elements)
{
    public static AnonymousKey Of(WitTypeKind kind) => kind switch
    {
        WitTypeKind.Handle handle => new AnonymousKey(handle.IsBorrow ? 0 : 9, WitType.Of(handle.Of), null, 0, null),
        WitTypeKind.List list => new AnonymousKey(1, list.Element, null, 0, null),
        WitTypeKind.FixedList list => new AnonymousKey(2, list.Element, null, list.Length, null),
        WitTypeKind.Map map => new AnonymousKey(3, map.Key, map.Value, 0, null),
        WitTypeKind.Option option => new AnonymousKey(4, option.Element, null, 0, null),
        WitTypeKind.Result result => new AnonymousKey(5, result.Ok, result.Error, 0, null),
        WitTypeKind.Future future => new AnonymousKey(6, future.Element, null, 0, null),
        WitTypeKind.Stream stream => new AnonymousKey(7, stream.Element, null, 0, null),
        WitTypeKind.Tuple tuple => new AnonymousKey(8, null, null, 0, string.Join(',', tuple.Elements)),
        _ => throw new InvalidOperationException($"{kind.GetType().Name} always has a name"),
    };
}
