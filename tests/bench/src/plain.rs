//! The reference deal worked out in plain integers, as a person in a hurry would write it: one loop, whole cents,
//! factors in twelve decimals. No names, no reports, no checks: what there is to gain at most.

const ONE: i128 = 1_000_000_000_000;

/// a × b / c, halves away from zero.
fn times(a: i128, b: i128, c: i128) -> i128 {
    let product = a * b;
    (product.abs() * 2 + c) / (2 * c) * product.signum()
}

/// What is left to equity after sixty months.
pub fn run() -> i128 {
    let (mut senior, mut mezz, mut reserve) = (1_800_000_000_i128, 600_000_000_i128, 300_000_000_i128);
    let (mut rent, mut value, mut costs) = (ONE, ONE, ONE);
    let (mut arrears, mut late, mut misses, mut equity) = (0_i128, 0_i128, 0, 0_i128);
    let mut history: Vec<(i128, i128)> = Vec::with_capacity(60);
    for month in 1..=60_i128 {
        if month > 1 {
            rent = times(rent, 981_576_529_874, ONE);
            costs = times(costs, 1_002_466_269_772, ONE);
        }
        value = times(value, 964_738_135_793, ONE);
        if month == 24 {
            rent = times(rent, 9, 10);
            value = times(value, 3, 4);
        }
        let revenue = times(151_840_000, rent, ONE);
        let opex = 5_840_000 + times(12_000_000, costs, ONE);
        let market = times(3_000_000_000, value, ONE);
        let base = (43_000_000_000 - 200_000_000 * (month - 1)).max(30_000_000_000);
        let rate = times(base + 45_000_000_000, 1, 12);
        let fee = 1_000_000 + times(senior, 416_666_667, ONE);
        let (interest, junior) = (times(senior, rate, ONE), times(mezz, 10_833_333_333, ONE));
        let scheduled = senior.min(37_500_000);
        let mut cash = revenue;
        cash -= cash.min(opex);
        cash -= cash.min(fee);
        let mut pay = |cash: &mut i128, due: i128| {
            let own = due.min(*cash);
            *cash -= own;
            let drawn = reserve.min(due - own);
            reserve -= drawn;
            own + drawn
        };
        let due = interest + arrears;
        arrears = due - pay(&mut cash, due);
        let due = senior.min(37_500_000 + late);
        let own = junior.min(cash);
        cash -= own;
        mezz += junior - own;
        let paid = pay(&mut cash, due);
        senior -= paid;
        late = due - paid;
        misses = if arrears + late > 0 { misses + 1 } else { 0 };
        let target = 6 * (senior.min(37_500_000) + times(senior, rate, ONE));
        let top = cash.min((target - reserve).max(0));
        let release = (reserve - target).max(0);
        reserve += top - release;
        cash += release - top;
        history.push((revenue - opex - fee, interest + junior + scheduled));
        let last = &history[history.len().saturating_sub(3)..];
        let (cover, service) = last.iter().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        let debt = senior + mezz;
        let trap = debt > 0 && (cover * 100 < service * 120 || debt * 100 > (market + 600_000_000) * 80);
        let first = if trap { cash.min(senior) } else { 0 };
        let room = if trap { cash - first } else { times(cash, 1, 2) };
        let second = room.min(mezz);
        senior -= first;
        mezz -= second;
        equity += cash - first - second;
        if misses == 2 {
            break;
        }
    }
    let gross = times(times(3_000_000_000, value, ONE), 9, 10) + 600_000_000;
    let net = gross - times(gross, 2, 100) + reserve;
    equity + (net - senior - arrears - mezz).max(0)
}
