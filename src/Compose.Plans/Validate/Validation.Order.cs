namespace Compose.Plans;

/// <content>Cycles, the order of instantiation, and what nobody uses.</content>
internal sealed partial class Validation
{
    /// <summary>Providers before consumers, otherwise by id; every circle is reported with its path.</summary>
    private int[] FindOrder(ErrorBag errors)
    {
        int count = _instances.Count;
        var providers = new List<(int Provider, PlanWire Wire)>[count];
        for (int i = 0; i < count; i++)
        {
            providers[i] = [];
        }

        foreach (var wire in _wires)
        {
            if (_instanceById.TryGetValue(wire.Consumer, out int consumer) && _instanceById.TryGetValue(wire.Provider, out int provider))
            {
                providers[consumer].Add((provider, wire));
            }
        }

        foreach (var list in providers)
        {
            list.Sort((a, b) => a.Provider.CompareTo(b.Provider));
        }

        // 0 unseen, 1 on the path, 2 done. An explicit stack: plans may be chains of 100,000.
        var state = new byte[count];
        var order = new List<int>(count);
        var path = new Stack<(int Instance, int Next)>();
        for (int start = 0; start < count; start++)
        {
            if (state[start] != 0)
            {
                continue;
            }

            path.Push((start, 0));
            state[start] = 1;
            while (path.TryPop(out var frame))
            {
                if (frame.Next == providers[frame.Instance].Count)
                {
                    state[frame.Instance] = 2;
                    order.Add(frame.Instance);
                    continue;
                }

                path.Push((frame.Instance, frame.Next + 1));
                var (provider, wire) = providers[frame.Instance][frame.Next];
                if (state[provider] == 0)
                {
                    state[provider] = 1;
                    path.Push((provider, 0));
                }
                else if (state[provider] == 1)
                {
                    ReportCycle(path, provider, wire, errors);
                }
            }
        }

        return [.. order];
    }

    private void ReportCycle(Stack<(int Instance, int Next)> path, int closing, PlanWire wire, ErrorBag errors)
    {
        var circle = new List<string>();
        foreach (var (instance, _) in path)
        {
            circle.Add(_instances[instance].Plan.Id);
            if (instance == closing)
            {
                break;
            }
        }

        circle.Reverse();
        circle.Add(circle[0]);
        var shown = circle.Count <= 20 ? circle : [.. circle.Take(10), "…", .. circle.TakeLast(9)];
        errors.Add(
            ErrorCodes.Plan.CycleDetected,
            circle.Count == 2 ? $"'{circle[0]}' is wired to itself" : $"instances need each other in a circle: {string.Join(" → ", shown)}",
            wire.Mark,
            "components are linked in one direction: break the circle, or put one of the two in another composition",
            _instances[closing].Path,
            new Dictionary<string, string>(1) { ["cycle"] = string.Join(" → ", shown) });
    }

    private void WarnUnused(ErrorBag errors)
    {
        foreach (var component in _components)
        {
            if (!component.IsUsed)
            {
                errors.Warn(ErrorCodes.Plan.UnusedComponent, $"no instance is made of the component '{component.Plan.Id}'", component.Plan.Mark, "remove it, or add an instance");
            }
        }

        if (_exports.Count == 0)
        {
            return;
        }

        var reached = new bool[_instances.Count];
        var open = new Stack<int>(_exports.Select(e => e.Instance));
        while (open.TryPop(out int instance))
        {
            if (reached[instance])
            {
                continue;
            }

            reached[instance] = true;
            foreach (var wire in _instances[instance].Wires)
            {
                if (wire is not null)
                {
                    open.Push(wire.Provider);
                }
            }
        }

        for (int i = 0; i < reached.Length; i++)
        {
            if (!reached[i] && _instances[i].Component?.Resolved is not null)
            {
                errors.Warn(ErrorCodes.Plan.UnusedComponent, $"the instance '{_instances[i].Plan.Id}' serves nothing that is exported", _instances[i].Plan.Mark, "remove it, wire it or export it", _instances[i].Path);
            }
        }
    }
}
