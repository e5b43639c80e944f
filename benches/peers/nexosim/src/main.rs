//! The closed network in NeXosim: `peers-nexosim CLIENTS SECONDS SEED` prints cycles a second of wall clock and jobs a
//! second of virtual time.
//!
//! One model that schedules its own events, on the single-threaded executor and without a clock: NeXosim's fastest way
//! to do this. Clients are numbers; a client that finds the core busy waits in a queue inside the model. Nothing is
//! logged.

use nexosim::{
    model::{Context, Model, schedulable},
    ports::QuerySource,
    simulation::{Mailbox, SimInit},
    time::MonotonicTime,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    error::Error,
    time::{Duration, Instant},
};

const THINK: f64 = 9e6;
const CPU: f64 = 1e6;
/// How far to go between two looks at the wall clock: about a thousand cycles.
const SLICE: Duration = Duration::from_secs(1);

#[derive(Serialize, Deserialize)]
struct Network {
    clients: u32,
    waiting: VecDeque<u32>,
    busy: bool,
    done: u64,
    random: u64,
}

#[Model]
impl Network {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for client in 0..self.clients {
            self.think(client, cx);
        }
    }

    #[nexosim(schedulable)]
    fn arrive(&mut self, client: u32, cx: &Context<Self>) {
        if self.busy {
            self.waiting.push_back(client);
        } else {
            self.busy = true;
            self.serve(client, cx);
        }
    }

    #[nexosim(schedulable)]
    fn finish(&mut self, client: u32, cx: &Context<Self>) {
        self.done += 1;
        self.think(client, cx);
        match self.waiting.pop_front() {
            Some(next) => self.serve(next, cx),
            None => self.busy = false,
        }
    }

    async fn done(&mut self) -> u64 {
        self.done
    }

    fn think(&mut self, client: u32, cx: &Context<Self>) {
        let delay = self.exponential(THINK);
        cx.schedule_event(delay, schedulable!(Self::arrive), client).expect("a delay lies in the future");
    }

    fn serve(&mut self, client: u32, cx: &Context<Self>) {
        let delay = self.exponential(CPU);
        cx.schedule_event(delay, schedulable!(Self::finish), client).expect("a delay lies in the future");
    }

    /// By inversion, from splitmix64: as cheap as it gets. NeXosim takes no delay of 0.
    fn exponential(&mut self, mean: f64) -> Duration {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let uniform = (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        Duration::from_nanos((-mean * uniform.ln()).max(1.0) as u64)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let clients: u32 = args.next().ok_or("CLIENTS SECONDS SEED")?.parse()?;
    let seconds: f64 = args.next().ok_or("CLIENTS SECONDS SEED")?.parse()?;
    let seed: u64 = args.next().ok_or("CLIENTS SECONDS SEED")?.parse()?;

    let model = Network { clients, waiting: VecDeque::new(), busy: false, done: 0, random: seed };
    let mailbox = Mailbox::new();
    let mut init = SimInit::with_num_threads(1);
    let done = QuerySource::new().connect(Network::done, &mailbox).register(&mut init);
    let mut simulation = init.add_model(model, mailbox, "network").init(MonotonicTime::EPOCH)?;

    // Warm: every client was served once on average, and then some.
    let warm = u64::from(clients) + 20_000;
    while simulation.process_query(&done, ())? < warm {
        simulation.step_until(SLICE)?;
    }
    let before = simulation.process_query(&done, ())?;
    let (story, start) = (simulation.time(), Instant::now());
    while start.elapsed().as_secs_f64() < seconds {
        simulation.step_until(SLICE)?;
    }
    let wall = start.elapsed().as_secs_f64();
    let cycles = (simulation.process_query(&done, ())? - before) as f64;
    let story = simulation.time().duration_since(story).as_secs_f64();
    println!("{:.0} {:.2}", cycles / wall, cycles / story);
    Ok(())
}
