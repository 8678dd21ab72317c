namespace Compose.Wit.Resolution;

/// <summary>Names of parameters, fields or cases; those that differ in case only are the same. Few are the rule and need no table.</summary>
internal struct NameSet
{
    private const int Linear = 8;

    private readonly string[] _few = new string[Linear];
    private HashSet<string>? _many;
    private int _count;

    public NameSet()
    {
    }

    /// <summary>Takes a name in; false if it is there.</summary>
    public bool Add(string name)
    {
        if (_many is not null)
        {
            return _many.Add(name);
        }

        for (int i = 0; i < _count; i++)
        {
            if (string.Equals(_few[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        if (_count == Linear)
        {
            _many = new HashSet<string>(_few, StringComparer.OrdinalIgnoreCase);
            return _many.Add(name);
        }

        _few[_count++] = name;
        return true;
    }
}
